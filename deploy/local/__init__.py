"""The local stack: real MongoDB, RabbitMQ and Prometheus as child processes, and the fifteen programs of the suite.

    Stack(directory).start()          # the servers, on private ports, all data below `directory`
    Suite(stack).start()              # the programs of the five services

`python -m deploy.local up|down|status` keeps one in the background (see deploy/README.md).
"""
