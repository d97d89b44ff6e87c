"""The registers of speech that a good text is not in: that of the writing desk, and that of lures and commands.

One word of them may stand in any greeting; a sentence in which several meet is about the text, not of it, or it
sells, orders, leads astray. Words have a weight, a sentence the sum of its words, and words of the seed weigh
nothing. So no phrase has to be known beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


@dataclass(frozen=True, slots=True)
class Register:
    """``heavy`` words weigh two, ``light`` ones one; entries are patterns."""

    name: str
    heavy: tuple[str, ...]
    light: tuple[str, ...]

    def sentence_in(self, text: str, own: str, *, enough: int = 2) -> str:
        """The first sentence of ``text`` whose words weigh ``enough``, those of ``own`` not; or an empty string.

        >>> DESK.sentence_in("新年好！这版偏口语化，显得随和。", "新年好！")
        '这版偏口语化，显得随和。'
        >>> DESK.sentence_in("妈，我的稿子改好了，明天到家。", "新年好！")
        ''
        """
        own = own.casefold()
        for sentence in _SENTENCE.findall(text.casefold()):
            if sum(_weights(self, sentence, own)) >= enough:
                return str(sentence.strip()[:40])
        return ""


def _weights(register: Register, sentence: str, own: str) -> Iterator[int]:
    """The weight of each word of ``register`` in ``sentence`` that ``own`` has not, a word once."""
    for words, weight in zip(_compiled(register), (2, 1), strict=True):
        found = {match[0] for match in words.finditer(sentence)}
        yield from (weight for word in found if word not in own)


@cache
def _compiled(register: Register) -> tuple[re.Pattern[str], re.Pattern[str]]:
    heavy, light = (
        re.compile("|".join(sorted(words, key=lambda word: (-len(word), word))))
        for words in (register.heavy, register.light)
    )
    return heavy, light


_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]*")
_NUMBER = "[0-9一二三四五六七八九十百两几]"

DESK = Register(
    "desk",
    _words(
        f"""
        字数 标点 错别字 错字 口语化 书面语 遣词 造句 行文 文笔 措辞 用词 用语 句式 修辞 排比 押韵 对仗
        润色 校对 改写 仿写 扩写 缩写 撰写 拟写 范文 例文 样文 文案 文稿 终稿 成稿 定稿 拟稿 草拟 拟好 文本
        写作 写法 写得如何 这样写 这么写 如此写 这样表述 套话 模板 版式 排版 措词 提纲 立意 点题 扣题 切题
        本段 此段 本文 全文 通篇 上文 下文 正文 文中 文末 篇幅 段落 以上内容 以上文字 上述 如下[。：:]
        如下所示 见下 以下为 以下是 下面是 仅供 可供 供您 供你 参考答案 供参考 语言模型 大模型 人工智能
        智能助手 语言工具 聊天机器人 写作助手 小助手 机器生成 自动生成 自动产生 机器自动 机器撰写 ai生成
        ai写 由ai chatgpt gpt 文心一言 提示词 指令 您的要求 你的要求 按要求 按照要求 根据要求 符合要求
        满足要求 要求完成 提供的素材 素材 您的需求 你的需求 修改意见 进一步修改 再修改 需要修改 随时修改
        需要调整 继续调整 酌情调整 婉拒 无法提供 无法生成 无法完成 不予展示 不予显示 稍后再试 相关规定
        违反规定 服务条款 请求 另请高明 帮不上忙 写不出来 写不了 必要信息 补充信息 更多信息 更多细节
        敬请指正 不吝赐教 不吝指正 多多指正 批评指正 敬请斧正 敬请雅正 请指正 请审阅 请过目 请验收
        请查收以下 任务完成 完成任务 随时待命 竭诚为您 为您服务 为您效劳 合您心意 合你心意 如您所愿为您
        您还满意 您满意 你满意 还满意吗 您觉得如何 您看如何 您看可以 您看行 看看行不行 感谢使用 感谢您使用
        谢谢使用 使用愉快 (?:感谢|谢谢)(?:您|你)?们?的?(?:使用|提问|咨询|垂询|采用|对本)
        祝(?:您|你)?(?:创作|写作|使用) 以上(?:是|为|就是|供) 到这儿就写完 欢迎拍砖 水平有限 草样 样稿 范本
        算法 辞藻 词句 成语 啰嗦 核对 答复 字里行间 堆砌 文采 词藻 体裁 文体 受众 朗朗上口 语句 备选 候选
        任选其 交稿 改稿费 遣辞 情真意切 五星好评
        (?:共|计|约|全|用了|正好|刚好|恰好|只有|控制在){_NUMBER}+(?:多|余)?个?字 含标点 不含标点 总字 计字
        """
    ),
    _words(
        """
        文字 表达 表述 语气 风格 口吻 语言 版本 这版 一版 另一版 换一版 正式 通俗 简洁 凝练 得体 生动 分寸
        结构 开头 开篇 结尾 末尾 首句 尾句 中间部分 主题 节奏 意境 余味 亮点 细节 层次 画面感 感染力 氛围感
        以上 上面 前面 下面 如上 如下 此处 这段 这篇 这则 该段 整体 整段 成品 作品 内容 稿 答案 结果 回答
        回复 输出 生成 产生 创作 动笔 落笔 拟 呈上 奉上 给出 整理 完成 斟酌 构思 设计 采用 运用 融入 结合
        体现 突出 点出 点明 传达 呼应 避开 避免 保留 适合 适用 适于 场合 场景 对象 用途 满意 重来 重写 修改
        改动 改得 改改 缩减 精简 压缩 删减 扩充 增删 替换 换掉 调整 补充 要求 需求 吩咐 想法 意见 建议 反馈
        群发 简短 这条(?:祝福|短信|微信|消息|贺词|话) 写给 收尾 第[一二三四五]句 去掉 换成 换掉 更短 更长
        更活泼 更正式 写的时候 写完 刻意 落笔 不落俗套 煽情 真实 真名 抑扬 动人 读来 诗意 需要我 我可以
        我还可以 我能再 随时 尽管 是否 如需 若需 如果需要 别的 其他 其它 使用 服务 系统 程序 机器 自动 智能
        助手 工具 规则 规定 限制 检查 检查过 确认 审核 说明 备注 提示 统计 合计 总计 总共 名字 姓名 称呼
        落款 占位 (?:[0-9]{2,}|[一二三四五六七八九]?[十百][一二三四五六七八九十]{0,3})(?:多|余)?个?字
        几个字 句子 词语 铺垫 升华 基调 手法 顺口 口语 书面 收束 修饰 题材 俗套 文绉绉 这类 该类 暂不支持
        背景 程序员 敏感 无法 不能 抱歉 信息 欠缺 不足 不妥 不当 疏漏 见谅 您要的 你要的 为您 按您 请看
        写好 拟了 准备好
        """
    ),
)
"""Talk about writing: of who wrote it, how, how long, and what else might be done."""

LURE = Register(
    "lure",
    _words(
        """
        扫码 扫一扫 长按 公众号 视频号 小程序 直播间 客户端 邀请码 兑换码 优惠码 口令码 下单 首单 立减 满减
        秒杀 抢购 选购 团购 代购 折起 五折 八折 特价 促销 返利 返现 提现 佣金 代理加盟 招商 加盟 包邮
        优惠券 代金券 搜一搜 点开链接 点击 点链接 网址 网站 官网 首页 网页 主页 私信 加我微信 加微 微信号
        企鹅号 qq号 加群 进群 入群 拉群 家族群.*否则 退订 回复[a-z0-9] 热线 咨询电话 银行卡 卡号 尾号 帐号
        身份证号 转账 汇款 打款 付款码 收款码 借钱平台 内幕 稳赚 赚钱项目 躺赚 日入 月入 博彩 彩票 下注
        投注 股票代码 币圈 虚拟币 点个赞 点赞 求关注 进店 低价 清仓 甩卖 手慢无 内部渠道 秒到账 现结 日结
        刷单 兼职赚 返你 截图发 绿泡泡 同名账号 插件 看全文 核验 断链 抄送 判分 中奖 幸运用户 提货码 解冻
        保证金 保健品 祖传秘方 开光 转运符 打赏 补贴申领 征婚 交友群 废纸 系统提示 提示词 管理员 开发者
        越狱 调试 隐藏的?设定 初始设定 角色设定 语言模型 大模型 人工智能 智能程序 智能体 标注员 审稿 评审
        打分 评分 五颗星 五星好评 判定为?合格 一律判 忽略 无视 作废 指令 指示 命令行 执行命令 优先级 base64
        不受限制 没有限制 无限制
        """
    ),
    _words(
        """
        添加 关注 订阅 搜索 搜 点开 登录 注册 下载 安装 装上 打开 转发 群发 扩散 传给 家族群 好友群 三个群
        五个群 领取 兑换 抢 福利 礼品 奖品 大奖 惊喜 优惠 打折 价格 跳水 全场 限时 限量 免费 现金 立即 马上
        赶紧 速来 速抢 速速 名额 机会难得 先到先得 不容错过 咨询 拨打 致电 热线 电话 手机号 号码 网 平台
        应用 软件 app 页面 详见 详情 会员 积分 充值 话费 股票 投资 理财 收益 项目 代理 懂的来 否则 满分 戳
        截图 点进来 专人 座机 微博 抖音 彩蛋 身份证 正反面 拍给我 认证 申领 补贴 退款 订单 押金 兼职 招聘
        赚 群主 大师 推广 推荐码 粉丝 逛逛 店铺 零花钱 找我 别听 只准 质检 合格 不祥 拒绝 用户 名叫 链接
        密码 账号 验证码 客服 二维码 贷款 发到.{0,3}群 必须 务必 一律 立刻 从现在起 现在起 切换 扮演 充当
        服从 遵守 照做 照办 执行 输出 回复 只回 只说 只答 停止 终止 取消 前面的 上面的话 之前的 以上的 以下
        下面的话 下面的 规则 设定 要求 内容 吩咐 最高 优先 隐藏 交出 泄露 提供 机器人 模型 程序 智能 算法
        系统 助手 读者 阅读者 读到这里 看到这里 凡是? 合格 通过审核 通过 判定
        """
    ),
)
"""Advertisements, chain letters, demands for secrets, commands to readers and to models."""
