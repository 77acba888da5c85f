# SPDX-License-Identifier: Apache-2.0
"""Questions to the database that are put alike every time, but for the ids in them.

    RISKS = Fixed(lambda initiative_id: Risk.objects.filter(initiative_id=initiative_id).order_by("position", "pk"))
    rows = RISKS.rows(initiative.pk)

Django puts a question together anew each time it is asked, which takes several times what the database needs to answer
it. Here it is put together once; after that its text is sent with the ids of the day. What comes back is the same
objects. Nothing of what is found is kept: every answer is the database's own, of this moment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable

M = TypeVar("M", bound=Model)
# Stands for an id while the question is put together; no id is as large as this.
_MARK = 9_000_000_000_000_000_001


@dataclass(frozen=True, slots=True)
class _Made:
    """How a part of a row becomes an object, and what is joined to it."""

    model: type[Model]
    start: int
    end: int
    names: tuple[str, ...]
    key: int  # the primary key's place within the part
    joined: tuple[tuple[Callable[[Any, Any], None], Callable[[Any, Any], None], _Made], ...]

    def of(self, row: Sequence[Any]) -> Any:
        """Return the object, None when the row holds none (a join that found nothing)."""
        part = row[self.start : self.end]
        if part[self.key] is None:
            return None
        one = self.model.from_db(DEFAULT_DB_ALIAS, self.names, part)
        for set_here, set_there, made in self.joined:
            other = made.of(row)
            set_here(one, other)
            if other is not None:
                set_there(other, one)
        return one


@dataclass(frozen=True, slots=True)
class _Kept:
    """A question put together: its text, its values (a mark in each id's place), and what to make of a row."""

    sql: str
    values: tuple[Any, ...]
    converters: tuple[tuple[int, Any, Any], ...]
    made: _Made


class Fixed(Generic[M]):
    """A question that is always put alike.

    Parameters
    ----------
    question
        Given ids (whole numbers), returns a queryset of objects. Nothing else in it may differ between two times: no
        day, no language, no person but by id. It may join what a row refers to (`select_related`), but neither fetch
        more afterwards (`prefetch_related`), nor leave columns out or add some (`defer`, `annotate`, `values`).
    """

    def __init__(self, question: Callable[..., QuerySet[M]]) -> None:
        self._question = question
        self._kept: _Kept | None = None

    def queryset(self, *ids: int) -> QuerySet[M]:
        """Return the same question as Django's own, to be narrowed or put to use where Django wants one."""
        return self._question(*ids)

    def rows(self, *ids: int) -> list[M]:
        """Return the objects, asked for now."""
        if any(abs(number) >= _MARK for number in ids):  # no column holds it: Django answers without asking
            return list(self._question(*ids))
        kept = self._kept = self._kept or _put_together(self._question, len(ids))
        values = [ids[value - _MARK] if _is_mark(value) else value for value in kept.values]
        found: Sequence[Sequence[Any]] = ask(kept.sql, values)
        if kept.converters:
            found = [_read(row, kept.converters) for row in found]
        return [kept.made.of(row) for row in found]

    def first(self, *ids: int) -> M | None:
        """Return the first object, None when there is none; the question itself asks for no more than one."""
        return next(iter(self.rows(*ids)), None)


def ask(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return the rows that a text of ours gives: one that is the same every time but for its values."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            from utfall_web.shared.prepared import Prepared

            cursor.cursor = Prepared(connection.connection)
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


@lru_cache(maxsize=256)
def rows_of(model: type[M], owner: str, related: tuple[str, ...] = (), order: tuple[str, ...] = ()) -> Fixed[M]:
    """Return the question for the rows that belong to an owner.

    Parameters
    ----------
    owner
        The field that holds the owner's id: `initiative_id`.
    related
        What a row refers to and is asked for in the same question.
    order
        The order they come in; the database's own when empty.
    """

    def question(owner_id: int) -> QuerySet[M]:
        found = model._default_manager.filter(**{owner: owner_id}).order_by(*order)
        return found.select_related(*related) if related else found

    return Fixed(question)


def _is_mark(value: Any) -> bool:
    return type(value) is int and value >= _MARK


def _read(row: Sequence[Any], converters: Sequence[tuple[int, Any, Any]]) -> list[Any]:
    """Return a row with its values as the fields have them (a day is text in SQLite)."""
    read = list(row)
    for place, converter, column in converters:
        read[place] = converter(read[place], column, connection)
    return read


def _put_together(question: Callable[..., QuerySet[Any]], ids: int) -> _Kept:
    asked = question(*range(_MARK, _MARK + ids))
    untyped: Any = asked  # no stub has what follows
    if untyped._prefetch_related_lookups or untyped._known_related_objects:
        raise TypeError("a fixed question starts from ids and fetches nothing afterwards")
    if untyped._iterable_class is not ModelIterable:
        raise TypeError("a fixed question asks for objects alone")
    compiler = asked.query.get_compiler(using=DEFAULT_DB_ALIAS)
    sql, values = compiler.as_sql()
    if compiler.annotation_col_map or asked.query.deferred_loading[0]:
        raise TypeError("a fixed question asks for all columns of its objects and for no others")
    if {value for value in values if _is_mark(value)} != set(range(_MARK, _MARK + ids)):
        raise TypeError("a fixed question uses each of its ids, and as it is")
    converters = compiler.get_converters([column for column, *_ in compiler.select])
    return _Kept(
        sql,
        tuple(values),
        tuple((place, one, column) for place, (many, column) in converters.items() for one in many),
        _made(compiler.klass_info, compiler.select),
    )


def _made(part: dict[str, Any], select: Sequence[Any]) -> _Made:
    """Return how a part of the row becomes an object, from what Django's compiler says of it."""
    places = part["select_fields"]
    start, end = places[0], places[-1] + 1
    names = tuple(column.target.attname for column, *_ in select[start:end])
    joined = part.get("related_klass_infos", ())
    if list(places) != list(range(start, end)) or any(one["from_parent"] for one in joined):
        raise TypeError("a fixed question asks for no model that inherits another's table")
    return _Made(
        part["model"],
        start,
        end,
        names,
        names.index(part["model"]._meta.pk.attname),
        tuple((one["local_setter"], one["remote_setter"], _made(one, select)) for one in joined),
    )
