import datetime

from bihuan.access.v1 import access_pb2 as _access_pb2
from buf.validate import validate_pb2 as _validate_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ImportFormat(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IMPORT_FORMAT_UNSPECIFIED: _ClassVar[ImportFormat]
    IMPORT_FORMAT_CSV: _ClassVar[ImportFormat]
    IMPORT_FORMAT_XLSX: _ClassVar[ImportFormat]

class ImportState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IMPORT_STATE_UNSPECIFIED: _ClassVar[ImportState]
    IMPORT_STATE_RECEIVING: _ClassVar[ImportState]
    IMPORT_STATE_READING: _ClassVar[ImportState]
    IMPORT_STATE_CHECKING: _ClassVar[ImportState]
    IMPORT_STATE_CHECKED: _ClassVar[ImportState]
    IMPORT_STATE_COMMITTING: _ClassVar[ImportState]
    IMPORT_STATE_DONE: _ClassVar[ImportState]
    IMPORT_STATE_REFUSED: _ClassVar[ImportState]
    IMPORT_STATE_CANCELLED: _ClassVar[ImportState]

class ImportSeverity(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IMPORT_SEVERITY_UNSPECIFIED: _ClassVar[ImportSeverity]
    IMPORT_SEVERITY_WARNING: _ClassVar[ImportSeverity]
    IMPORT_SEVERITY_REVIEW: _ClassVar[ImportSeverity]
    IMPORT_SEVERITY_ERROR: _ClassVar[ImportSeverity]

class ImportFindingCode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IMPORT_FINDING_CODE_UNSPECIFIED: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_FILE_EMPTY: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_FILE_ENCODING: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_FILE_MALFORMED: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_FILE_TOO_LARGE: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_FILE_ZIP_BOMB: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_FILE_MACROS: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_FILE_EXTERNAL_LINKS: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_FILE_FORMULA: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_FILE_XML_ENTITIES: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_COLUMN_MISSING: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_COLUMN_TWICE: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_FILE_ENCRYPTED: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_FILE_DIFFERS: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_COLUMN_UNKNOWN: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_CELL_MISSING: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_CELL_TOO_LONG: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_CELL_UNCLEAN: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_CELL_FULL_WIDTH: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_CELL_FORMULA: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_CELL_FORMAT: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_ROW_TOO_LONG: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_RESIDENT_ID_INVALID: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_NUMBER_ROUNDED: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_CERTIFICATE_INVALID: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_CERTIFICATE_NOT_THE_PERSONS: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_EMPLOYER_CODE_INVALID: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_RESIDENT_ID_REGION: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_DATE_INVALID: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_DATE_IN_FUTURE: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_REGION_UNKNOWN: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_REGION_OUTSIDE: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_SEX_DIFFERS: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_BIRTH_DATE_DIFFERS: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_CATEGORY_DIFFERS: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_LEVEL_DIFFERS: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_CERTIFICATE_INCOMPLETE: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_ISSUED_BEFORE_BIRTH: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_ENDS_BEFORE_START: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_REGISTERED_BEFORE_BIRTH: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_EMPLOYED_AFTER_DEREGISTRATION: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_ISSUED_AFTER_DEREGISTRATION: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_DEREGISTERED_BEFORE_REGISTRATION: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_EMPLOYMENT_INCOMPLETE: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_EMPLOYED_TOO_YOUNG: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_NEED_INCOMPLETE: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_PROGRAMME_INCOMPLETE: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_PROGRAMME_UNKNOWN: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_HOUSEHOLD_INCOMPLETE: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_HOUSEHOLD_HEAD_MISSING: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_DUPLICATE_IN_FILE: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_DUPLICATE_IN_REGISTER: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_CERTIFICATE_IN_REGISTER: _ClassVar[ImportFindingCode]
    IMPORT_FINDING_CODE_DEREGISTERED: _ClassVar[ImportFindingCode]
IMPORT_FORMAT_UNSPECIFIED: ImportFormat
IMPORT_FORMAT_CSV: ImportFormat
IMPORT_FORMAT_XLSX: ImportFormat
IMPORT_STATE_UNSPECIFIED: ImportState
IMPORT_STATE_RECEIVING: ImportState
IMPORT_STATE_READING: ImportState
IMPORT_STATE_CHECKING: ImportState
IMPORT_STATE_CHECKED: ImportState
IMPORT_STATE_COMMITTING: ImportState
IMPORT_STATE_DONE: ImportState
IMPORT_STATE_REFUSED: ImportState
IMPORT_STATE_CANCELLED: ImportState
IMPORT_SEVERITY_UNSPECIFIED: ImportSeverity
IMPORT_SEVERITY_WARNING: ImportSeverity
IMPORT_SEVERITY_REVIEW: ImportSeverity
IMPORT_SEVERITY_ERROR: ImportSeverity
IMPORT_FINDING_CODE_UNSPECIFIED: ImportFindingCode
IMPORT_FINDING_CODE_FILE_EMPTY: ImportFindingCode
IMPORT_FINDING_CODE_FILE_ENCODING: ImportFindingCode
IMPORT_FINDING_CODE_FILE_MALFORMED: ImportFindingCode
IMPORT_FINDING_CODE_FILE_TOO_LARGE: ImportFindingCode
IMPORT_FINDING_CODE_FILE_ZIP_BOMB: ImportFindingCode
IMPORT_FINDING_CODE_FILE_MACROS: ImportFindingCode
IMPORT_FINDING_CODE_FILE_EXTERNAL_LINKS: ImportFindingCode
IMPORT_FINDING_CODE_FILE_FORMULA: ImportFindingCode
IMPORT_FINDING_CODE_FILE_XML_ENTITIES: ImportFindingCode
IMPORT_FINDING_CODE_COLUMN_MISSING: ImportFindingCode
IMPORT_FINDING_CODE_COLUMN_TWICE: ImportFindingCode
IMPORT_FINDING_CODE_FILE_ENCRYPTED: ImportFindingCode
IMPORT_FINDING_CODE_FILE_DIFFERS: ImportFindingCode
IMPORT_FINDING_CODE_COLUMN_UNKNOWN: ImportFindingCode
IMPORT_FINDING_CODE_CELL_MISSING: ImportFindingCode
IMPORT_FINDING_CODE_CELL_TOO_LONG: ImportFindingCode
IMPORT_FINDING_CODE_CELL_UNCLEAN: ImportFindingCode
IMPORT_FINDING_CODE_CELL_FULL_WIDTH: ImportFindingCode
IMPORT_FINDING_CODE_CELL_FORMULA: ImportFindingCode
IMPORT_FINDING_CODE_CELL_FORMAT: ImportFindingCode
IMPORT_FINDING_CODE_ROW_TOO_LONG: ImportFindingCode
IMPORT_FINDING_CODE_RESIDENT_ID_INVALID: ImportFindingCode
IMPORT_FINDING_CODE_NUMBER_ROUNDED: ImportFindingCode
IMPORT_FINDING_CODE_CERTIFICATE_INVALID: ImportFindingCode
IMPORT_FINDING_CODE_CERTIFICATE_NOT_THE_PERSONS: ImportFindingCode
IMPORT_FINDING_CODE_EMPLOYER_CODE_INVALID: ImportFindingCode
IMPORT_FINDING_CODE_RESIDENT_ID_REGION: ImportFindingCode
IMPORT_FINDING_CODE_DATE_INVALID: ImportFindingCode
IMPORT_FINDING_CODE_DATE_IN_FUTURE: ImportFindingCode
IMPORT_FINDING_CODE_REGION_UNKNOWN: ImportFindingCode
IMPORT_FINDING_CODE_REGION_OUTSIDE: ImportFindingCode
IMPORT_FINDING_CODE_SEX_DIFFERS: ImportFindingCode
IMPORT_FINDING_CODE_BIRTH_DATE_DIFFERS: ImportFindingCode
IMPORT_FINDING_CODE_CATEGORY_DIFFERS: ImportFindingCode
IMPORT_FINDING_CODE_LEVEL_DIFFERS: ImportFindingCode
IMPORT_FINDING_CODE_CERTIFICATE_INCOMPLETE: ImportFindingCode
IMPORT_FINDING_CODE_ISSUED_BEFORE_BIRTH: ImportFindingCode
IMPORT_FINDING_CODE_ENDS_BEFORE_START: ImportFindingCode
IMPORT_FINDING_CODE_REGISTERED_BEFORE_BIRTH: ImportFindingCode
IMPORT_FINDING_CODE_EMPLOYED_AFTER_DEREGISTRATION: ImportFindingCode
IMPORT_FINDING_CODE_ISSUED_AFTER_DEREGISTRATION: ImportFindingCode
IMPORT_FINDING_CODE_DEREGISTERED_BEFORE_REGISTRATION: ImportFindingCode
IMPORT_FINDING_CODE_EMPLOYMENT_INCOMPLETE: ImportFindingCode
IMPORT_FINDING_CODE_EMPLOYED_TOO_YOUNG: ImportFindingCode
IMPORT_FINDING_CODE_NEED_INCOMPLETE: ImportFindingCode
IMPORT_FINDING_CODE_PROGRAMME_INCOMPLETE: ImportFindingCode
IMPORT_FINDING_CODE_PROGRAMME_UNKNOWN: ImportFindingCode
IMPORT_FINDING_CODE_HOUSEHOLD_INCOMPLETE: ImportFindingCode
IMPORT_FINDING_CODE_HOUSEHOLD_HEAD_MISSING: ImportFindingCode
IMPORT_FINDING_CODE_DUPLICATE_IN_FILE: ImportFindingCode
IMPORT_FINDING_CODE_DUPLICATE_IN_REGISTER: ImportFindingCode
IMPORT_FINDING_CODE_CERTIFICATE_IN_REGISTER: ImportFindingCode
IMPORT_FINDING_CODE_DEREGISTERED: ImportFindingCode

class StartImportRequest(_message.Message):
    __slots__ = ("request_id", "region_code", "format", "size_bytes", "sha256", "dry_run", "registered_by")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    DRY_RUN_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_BY_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    region_code: str
    format: ImportFormat
    size_bytes: int
    sha256: str
    dry_run: bool
    registered_by: str
    def __init__(self, request_id: _Optional[str] = ..., region_code: _Optional[str] = ..., format: _Optional[_Union[ImportFormat, str]] = ..., size_bytes: _Optional[int] = ..., sha256: _Optional[str] = ..., dry_run: _Optional[bool] = ..., registered_by: _Optional[str] = ...) -> None: ...

class StartImportResponse(_message.Message):
    __slots__ = ("progress",)
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    progress: ImportProgress
    def __init__(self, progress: _Optional[_Union[ImportProgress, _Mapping]] = ...) -> None: ...

class AppendImportChunkRequest(_message.Message):
    __slots__ = ("request_id", "import_id", "offset", "data")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    IMPORT_ID_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    import_id: str
    offset: int
    data: bytes
    def __init__(self, request_id: _Optional[str] = ..., import_id: _Optional[str] = ..., offset: _Optional[int] = ..., data: _Optional[bytes] = ...) -> None: ...

class AppendImportChunkResponse(_message.Message):
    __slots__ = ("progress",)
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    progress: ImportProgress
    def __init__(self, progress: _Optional[_Union[ImportProgress, _Mapping]] = ...) -> None: ...

class ContinueImportRequest(_message.Message):
    __slots__ = ("request_id", "import_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    IMPORT_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    import_id: str
    def __init__(self, request_id: _Optional[str] = ..., import_id: _Optional[str] = ...) -> None: ...

class ContinueImportResponse(_message.Message):
    __slots__ = ("progress",)
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    progress: ImportProgress
    def __init__(self, progress: _Optional[_Union[ImportProgress, _Mapping]] = ...) -> None: ...

class CommitImportRequest(_message.Message):
    __slots__ = ("request_id", "import_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    IMPORT_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    import_id: str
    def __init__(self, request_id: _Optional[str] = ..., import_id: _Optional[str] = ...) -> None: ...

class CommitImportResponse(_message.Message):
    __slots__ = ("progress",)
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    progress: ImportProgress
    def __init__(self, progress: _Optional[_Union[ImportProgress, _Mapping]] = ...) -> None: ...

class CancelImportRequest(_message.Message):
    __slots__ = ("request_id", "import_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    IMPORT_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    import_id: str
    def __init__(self, request_id: _Optional[str] = ..., import_id: _Optional[str] = ...) -> None: ...

class CancelImportResponse(_message.Message):
    __slots__ = ("progress",)
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    progress: ImportProgress
    def __init__(self, progress: _Optional[_Union[ImportProgress, _Mapping]] = ...) -> None: ...

class GetImportRequest(_message.Message):
    __slots__ = ("import_id",)
    IMPORT_ID_FIELD_NUMBER: _ClassVar[int]
    import_id: str
    def __init__(self, import_id: _Optional[str] = ...) -> None: ...

class GetImportResponse(_message.Message):
    __slots__ = ("progress",)
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    progress: ImportProgress
    def __init__(self, progress: _Optional[_Union[ImportProgress, _Mapping]] = ...) -> None: ...

class ListImportFindingsRequest(_message.Message):
    __slots__ = ("import_id", "severity_at_least", "page_size", "page_token")
    IMPORT_ID_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_AT_LEAST_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    import_id: str
    severity_at_least: ImportSeverity
    page_size: int
    page_token: str
    def __init__(self, import_id: _Optional[str] = ..., severity_at_least: _Optional[_Union[ImportSeverity, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListImportFindingsResponse(_message.Message):
    __slots__ = ("rows", "next_page_token")
    ROWS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    rows: _containers.RepeatedCompositeFieldContainer[ImportRow]
    next_page_token: str
    def __init__(self, rows: _Optional[_Iterable[_Union[ImportRow, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ImportProgress(_message.Message):
    __slots__ = ("import_id", "region_code", "format", "state", "dry_run", "size_bytes", "received_bytes", "worked_bytes", "total_bytes", "rows_checked", "rows_ready", "rows_entered", "rows_left_out", "findings", "started_by", "started_at", "ended_at", "encoding")
    IMPORT_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    DRY_RUN_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_BYTES_FIELD_NUMBER: _ClassVar[int]
    WORKED_BYTES_FIELD_NUMBER: _ClassVar[int]
    TOTAL_BYTES_FIELD_NUMBER: _ClassVar[int]
    ROWS_CHECKED_FIELD_NUMBER: _ClassVar[int]
    ROWS_READY_FIELD_NUMBER: _ClassVar[int]
    ROWS_ENTERED_FIELD_NUMBER: _ClassVar[int]
    ROWS_LEFT_OUT_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    STARTED_BY_FIELD_NUMBER: _ClassVar[int]
    STARTED_AT_FIELD_NUMBER: _ClassVar[int]
    ENDED_AT_FIELD_NUMBER: _ClassVar[int]
    ENCODING_FIELD_NUMBER: _ClassVar[int]
    import_id: str
    region_code: str
    format: ImportFormat
    state: ImportState
    dry_run: bool
    size_bytes: int
    received_bytes: int
    worked_bytes: int
    total_bytes: int
    rows_checked: int
    rows_ready: int
    rows_entered: int
    rows_left_out: int
    findings: _containers.RepeatedCompositeFieldContainer[ImportFindingCount]
    started_by: str
    started_at: _timestamp_pb2.Timestamp
    ended_at: _timestamp_pb2.Timestamp
    encoding: str
    def __init__(self, import_id: _Optional[str] = ..., region_code: _Optional[str] = ..., format: _Optional[_Union[ImportFormat, str]] = ..., state: _Optional[_Union[ImportState, str]] = ..., dry_run: _Optional[bool] = ..., size_bytes: _Optional[int] = ..., received_bytes: _Optional[int] = ..., worked_bytes: _Optional[int] = ..., total_bytes: _Optional[int] = ..., rows_checked: _Optional[int] = ..., rows_ready: _Optional[int] = ..., rows_entered: _Optional[int] = ..., rows_left_out: _Optional[int] = ..., findings: _Optional[_Iterable[_Union[ImportFindingCount, _Mapping]]] = ..., started_by: _Optional[str] = ..., started_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., ended_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., encoding: _Optional[str] = ...) -> None: ...

class ImportFindingCount(_message.Message):
    __slots__ = ("code", "count")
    CODE_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    code: ImportFindingCode
    count: int
    def __init__(self, code: _Optional[_Union[ImportFindingCode, str]] = ..., count: _Optional[int] = ...) -> None: ...

class ImportRow(_message.Message):
    __slots__ = ("row", "findings")
    ROW_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    row: int
    findings: _containers.RepeatedCompositeFieldContainer[ImportFinding]
    def __init__(self, row: _Optional[int] = ..., findings: _Optional[_Iterable[_Union[ImportFinding, _Mapping]]] = ...) -> None: ...

class ImportFinding(_message.Message):
    __slots__ = ("column", "column_number", "code", "severity", "masked_value", "fix", "person_id", "other_row")
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    COLUMN_NUMBER_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    MASKED_VALUE_FIELD_NUMBER: _ClassVar[int]
    FIX_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    OTHER_ROW_FIELD_NUMBER: _ClassVar[int]
    column: str
    column_number: int
    code: ImportFindingCode
    severity: ImportSeverity
    masked_value: str
    fix: str
    person_id: str
    other_row: int
    def __init__(self, column: _Optional[str] = ..., column_number: _Optional[int] = ..., code: _Optional[_Union[ImportFindingCode, str]] = ..., severity: _Optional[_Union[ImportSeverity, str]] = ..., masked_value: _Optional[str] = ..., fix: _Optional[str] = ..., person_id: _Optional[str] = ..., other_row: _Optional[int] = ...) -> None: ...
