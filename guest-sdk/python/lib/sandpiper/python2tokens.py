"""What Python 3 does not parse of most scripts of Python 2, rewritten token by
token: print, except and raise with their commas, octal and long numbers, <>.

lib2to3 reads a whole script to do that, which takes forty times as long. It
stays the measure: what is rewritten here is what it makes of it, and what is
not known here is left to it.
"""

import io
import re
import tokenize

# What lib2to3 changes of scripts beside what does not parse.
_LEFT = re.compile(
    r"\.(func_\w+|im_\w+|throw|xreadlines)\b|\bprint_function\b"
    r"|\b(raw_input|exc_type|exc_value|exc_traceback|isCallable|sequenceIncludes|isSequenceType|isMappingType|isNumberType|irepeat)\b"
)

_BETWEEN = {tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING}


class Unknown(Exception):
    """It is for lib2to3."""


def rewrite(text):
    """Returns a script with the same lines that Python 3 may parse, or raises
    Unknown."""
    if _LEFT.search(text):
        raise Unknown
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError) as error:
        raise Unknown from error
    edits = []  # of (row, column, length of what goes, what comes)
    _numbers_and_operators(tokens, edits)
    for statement in _statements(tokens):
        first = statement[0].string
        if first in _REWRITTEN:
            _REWRITTEN[first](statement, edits)
    lines = text.splitlines(keepends=True)
    for row, column, length, comes in sorted(edits, reverse=True):
        line = lines[row - 1]
        lines[row - 1] = line[:column] + comes + line[column + length :]
    return "".join(lines)


def _statements(tokens):
    """Yields the tokens of each simple statement, and of each head of a compound
    one, without what ends it."""
    statement, depth = [], 0
    for token in tokens:
        kind, string = token.type, token.string
        if kind in _BETWEEN:
            continue
        if kind == tokenize.OP:
            depth += (string in "([{") - (string in ")]}")
        if kind in (tokenize.NEWLINE, tokenize.ENDMARKER) or depth == 0 and string in (";", ":") and not _of_lambda(statement, string):
            if statement:
                yield statement
            statement = []
        else:
            statement.append(token)


def _of_lambda(statement, string):
    return string == ":" and any(token.string == "lambda" for token in statement)


def _commas(statement):
    """The places of commas that are in no parentheses."""
    depth, found = 0, []
    for n, token in enumerate(statement):
        if token.type == tokenize.OP:
            depth += (token.string in "([{") - (token.string in ")]}")
            if depth == 0 and token.string == ",":
                found.append(n)
    return found


def _of_values(tokens):
    """Sees to it that what becomes arguments of a call was not made to be some."""
    depth, before = 0, ","
    for token in tokens:
        if token.type == tokenize.OP:
            depth += (token.string in "([{") - (token.string in ")]}")
        if depth == 0 and (token.string in ("=", ":=", "for") or before == "," and token.string in ("*", "**")):
            raise Unknown
        before = token.string if depth == 0 else ""


def _print(statement, edits):
    """print a, b becomes print(a, b)."""
    word, rest = statement[0], statement[1:]
    if rest and rest[0].string in ("=", ".", ":"):
        return  # it is a name
    row, column = word.end
    _of_values(rest)
    if not rest:
        edits.append((row, column, 0, "()"))
        return
    more = []  # arguments at the end
    commas = _commas(rest)
    if rest[0].string == ">>":
        if not commas or rest[0].start[0] != rest[commas[0]].end[0]:
            raise Unknown
        to, rest, commas = rest[: commas[0] + 1], rest[commas[0] + 1 :], commas[1:]
        if not rest:
            raise Unknown
        line = to[0].line[to[0].end[1] : to[-1].start[1]]
        more.append("file=" + line.strip())
        if to[0].line != to[-1].line:
            raise Unknown
        edits.append((*to[0].start, to[-1].end[1] - to[0].start[1], ""))
    last = rest[-1]
    if last.string == ",":
        if len(rest) == 1:
            raise Unknown
        more.insert(0, "end=' '")
        edits.append((*last.start, 1, ""))
    gap = statement[1].start[1] - column if statement[1].start[0] == row else 0
    edits.append((row, column, min(gap, 1), "("))
    edits.append((*last.end, 0, "".join(", " + argument for argument in more) + ")"))


def _except(statement, edits):
    """except E, e becomes except E as e."""
    commas = _commas(statement)
    if not commas:
        return
    if len(commas) > 1 or commas[0] != len(statement) - 2 or statement[-1].type != tokenize.NAME:
        raise Unknown
    edits.append((*statement[commas[0]].start, 1, " as"))


def _raise(statement, edits):
    """raise E, value becomes raise E(value)."""
    commas = _commas(statement)
    if not commas:
        return
    value = statement[commas[0] + 1 :]
    if len(commas) > 1 or not value or value[0].string in ("(", "None") or statement[1].type != tokenize.NAME:
        raise Unknown
    _of_values(value)
    comma = statement[commas[0]]
    gap = value[0].start[1] - comma.end[1] if value[0].start[0] == comma.end[0] else 0
    edits.append((*comma.start, 1 + gap, "("))
    edits.append((*value[-1].end, 0, ")"))


_REWRITTEN = {"print": _print, "except": _except, "raise": _raise}


def _numbers_and_operators(tokens, edits):
    """0777 becomes 0o777, 10L becomes 10, and <> becomes !=; to the tokens of
    Python 3 these are two each."""
    for token, after in zip(tokens, tokens[1:]):
        if token.type == tokenize.ERRORTOKEN and not token.string.isspace():
            raise Unknown
        if token.end != after.start:
            continue
        if token.type == tokenize.NUMBER and after.type == tokenize.NUMBER:
            if token.string.strip("0") or not after.string.isdigit() or set(after.string) & set("89"):
                raise Unknown
            edits.append((*token.start, len(token.string), "0o"))
        elif token.type == tokenize.NUMBER and after.type == tokenize.NAME:
            if after.string in ("l", "L"):
                edits.append((*after.start, 1, ""))
        elif (token.string, after.string) == ("<", ">"):
            edits.append((*token.start, 2, "!="))
