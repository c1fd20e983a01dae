"""Generates the Python client package (proto/python) from the contracts; `make check` fails when it has drifted.

    python proto/generate.py [OUTPUT_DIRECTORY]

Also importable: `descriptor_image()` gives the descriptors of all contracts, which buf lints and compares.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import google.type
from google.protobuf import descriptor_pb2, duration_pb2, field_mask_pb2, timestamp_pb2
from protovalidate._gen.buf.validate import validate_pb

ROOT = Path(__file__).parent
PACKAGE = ROOT / "python"
# google/type/*.proto ship with googleapis-common-protos, beside their Python modules.
GOOGLE_PROTOS = Path(next(iter(google.type.__path__))).parent.parent


def contracts() -> list[str]:
    """Every contract, as a path below proto/."""
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "bihuan").rglob("*.proto"))


def _validate_descriptors(path: Path) -> None:
    """Write the descriptors of buf/validate/validate.proto, which protovalidate carries compiled, not as text."""
    files = descriptor_pb2.FileDescriptorSet()
    for module in (descriptor_pb2, duration_pb2, field_mask_pb2, timestamp_pb2):
        module.DESCRIPTOR.CopyToProto(files.file.add())
    files.file.add().ParseFromString(validate_pb._DESC.proto.to_binary())
    path.write_bytes(files.SerializeToString())


def protoc(*arguments: str) -> None:
    """Run protoc."""
    subprocess.run([sys.executable, "-m", "grpc_tools.protoc", *arguments], check=True)


def with_imports(work: Path) -> list[str]:
    """Arguments that let protoc find what the contracts import."""
    _validate_descriptors(work / "validate.binpb")
    protoc(
        f"-I{GOOGLE_PROTOS}",
        "--include_imports",
        f"--descriptor_set_out={work / 'types.binpb'}",
        "google/type/date.proto",
    )
    return [f"--descriptor_set_in={work / 'validate.binpb'}:{work / 'types.binpb'}"]


def generate(output: Path) -> None:
    """Generate all Python modules and stubs below `output`."""
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as directory:
        imports = with_imports(Path(directory))
        protoc(*imports, f"--python_out={output}", f"--pyi_out={output}", "buf/validate/validate.proto")
        protoc(
            *imports,
            f"-I{ROOT}",
            f"--python_out={output}",
            f"--pyi_out={output}",
            f"--grpc_python_out={output}",
            *contracts(),
        )
    for package in ("bihuan", "buf"):
        (output / package / "py.typed").touch()  # installed without __init__.py files: namespace packages
    for without_rpcs in {*output.rglob("*_pb2_grpc.py")} - {*output.rglob("*_service_pb2_grpc.py")}:
        without_rpcs.unlink()  # it would only drag grpc into workers


def descriptor_image(path: Path) -> None:
    """Write the descriptors of all contracts, with comments and imports, as buf reads them."""
    with tempfile.TemporaryDirectory() as directory:
        imports = with_imports(Path(directory))
        protoc(
            *imports,
            f"-I{ROOT}",
            "--include_imports",
            "--include_source_info",
            f"--descriptor_set_out={path}",
            *contracts(),
        )


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PACKAGE
    for generated in ("bihuan", "buf"):
        shutil.rmtree(target / generated, ignore_errors=True)
    generate(target)
