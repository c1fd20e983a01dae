"""Chinese labels of what the demo shows, as the contracts' comments give them."""

from bihuan.outreach.v1.events_pb2 import CaseOrigin, Step
from bihuan.registry.v1.events_pb2 import DisabilityCategory, LoopOutcome, LoopStage
from bihuan.training.v1.events_pb2 import FailureReason, RefusalReason
from bihuan.training.v1.training_service_pb2 import EnrolmentStatus
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper


def _labels(enum: EnumTypeWrapper, words: str) -> dict[int, str]:
    """One word for each value after `_UNSPECIFIED`."""
    return dict(zip(enum.values()[1:], words.split(), strict=True))


CATEGORY = _labels(DisabilityCategory, "视力 听力 言语 肢体 智力 精神 多重")
STAGE = _labels(LoopStage, "需求已登记 培训中 考核合格 达成意向 已安置")
OUTCOME = _labels(LoopOutcome, "实现就业 本人退出 失去联系 死亡")
ENROLMENT = _labels(EnrolmentStatus, "未录取 候补 已录取 退出 考核合格 不合格 班次取消")
FAILURE = _labels(FailureReason, "出勤不足 考核不合格 未参加考核")
ORIGIN = _labels(CaseOrigin, "有意愿未录取 中途退学 考核不合格 离岗")
STEP = _labels(Step, "摸情况 查问题 找症结 提措施 抓整改 促提升 重推广")
REFUSAL = _labels(
    RefusalReason,
    "无参训意愿 意向工种不符 无残疾人证 残疾人证不在有效期 未到劳动年龄 超过劳动年龄 不在招生区域 已就业 "
    "与已录取班次时间冲突 名额已满 培训需求已满足",
)
