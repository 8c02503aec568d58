"""What a person does about finished work that its platform did not take: try again."""

from datetime import datetime

from core.errors import InputError
from core.scope import Actor
from store import cases as cellar
from store import handbacks, history
from store.engine import Store


@Actor.needs("desk")
def again(store: Store, actor: Actor, case: int, now: datetime) -> None:
    """Have the platform told of a case again. Raises InputError where nothing failed, and for a
    case outside the actor's scope."""
    with store.write() as conn:
        seen = cellar.sees(conn, actor.scope, case)
        if not seen or not handbacks.again(conn, case, now):
            raise InputError("没有编号为 {case} 的未成功回填。", case=case)
        history.write(conn, actor, "hand_back", ("case", case), {}, now)
