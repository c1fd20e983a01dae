"""Reads in a transaction that do not go by one document's id see what is kept back, too."""

from shared.store import Database, Transaction


def test_a_read_by_a_condition_on_the_id_sees_what_the_transaction_has_written(database: Database) -> None:
    database.mongo["rows"].insert_one({"_id": "old", "value": 1})

    def work(tx: Transaction) -> None:
        tx.put("rows", "old", {"value": 2})
        tx.add("rows", {"_id": "new"})
        assert tx.find_one("rows", {"_id": {"$in": ["old"]}}) == {"_id": "old", "value": 2}
        assert tx.find_one("rows", {"_id": {"$gt": "na", "$lt": "nz"}}) == {"_id": "new"}

    database.transact(work, alone=True)
