"""docs/access.md: which rpc needs which scope, and the purposes. Written from the contracts (`deploy.catalogue`)."""

from deploy.rpcs import rpcs
from shared import field_scopes
from shared.admission import BREAK_GLASS_SCOPE, BREAK_GLASS_SECONDS
from shared.purposes import PURPOSES

HEAD = f"""# Who may call what

Written by `make generate` from the contracts (option `bihuan.access.v1.access`) and shared/data/purposes.yaml. How a
caller presents itself: [proto/README.md](../proto/README.md#who-calls). Why it is so: [ADR 6](adr/0006-access.md).

- **personal**: the call is about single natural persons and needs the metadata `x-purpose`.
- **region**: the call sees and changes rows of the caller's regions only; rows of others do not exist for it. Without
  the mark it answers with reference data, the same for everybody.
- **or**: this scope lets the caller in too, and shows more of the answer.
- **fields**: set in the request, or shown in the answer, for callers with this scope only.
- `{BREAK_GLASS_SCOPE}` in a token of at most {BREAK_GLASS_SECONDS // 60} minutes allows the metadata `x-break-glass`.
"""


def markdown() -> str:
    """The whole file."""
    lines = [HEAD, "| rpc | scope | personal | region |", "| --- | --- | --- | --- |"]
    for rpc in rpcs():
        marks = f"{'yes' if rpc.needs.personal else ''} | {'' if rpc.needs.reference else 'yes'}"
        asked = [f"`{rpc.needs.scope}`", *(f"or `{scope}`" for scope in sorted(rpc.needs.or_scopes))]
        fields = field_scopes.scopes_in(rpc.method.input_type) | field_scopes.scopes_in(rpc.method.output_type)
        asked += [f"fields: `{scope}`" for scope in sorted(fields - rpc.needs.or_scopes)]
        lines.append(f"| {rpc.service} `{rpc.method.name}` | {', '.join(asked)} | {marks} |")
    lines += ["", "## Purposes", "", "| code | 用途 | 法律依据 |", "| --- | --- | --- |"]
    lines += [f"| `{purpose.code}` | {purpose.label} | {purpose.basis} |" for purpose in PURPOSES.values()]
    return "\n".join(lines) + "\n"
