package runtime

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"
)

// text copies a text of the guest without its control characters, which no
// receiver can use and no terminal should see. ok is false when it is not UTF-8.
func (r *run) text(b []byte) (s string, ok bool) {
	if !utf8.Valid(b) {
		return "", false
	}
	s = string(b) // copies: b is a view that the guest may overwrite after we return
	if strings.IndexFunc(s, isControl) < 0 {
		return s, true
	}
	s = strings.Map(func(c rune) rune {
		if isControl(c) {
			return -1
		}
		return c
	}, s)
	r.journal.note("control characters removed", s)
	return s, true
}

// name is a text that must not be empty.
func (r *run) name(b []byte) (s string, ok bool) {
	s, ok = r.text(b)
	return s, ok && s != ""
}

// isControl holds for the control characters of C0, DEL and C1, except tab and
// line feed.
func isControl(c rune) bool {
	return c < ' ' && c != '\t' && c != '\n' || c >= 0x7f && c < 0xa0
}

// jsonObject copies a JSON object, compact. It must be UTF-8, which
// encoding/json does not ask for: it passes on as it is what it does not decode.
func jsonObject(b []byte) (json.RawMessage, error) {
	var compact bytes.Buffer
	if !utf8.Valid(b) || json.Compact(&compact, b) != nil || compact.Bytes()[0] != '{' {
		return nil, errors.New("not a JSON object")
	}
	return compact.Bytes(), nil
}

// display is a short form of a guest's bytes for a message.
func display(b []byte) string {
	const most = 100
	if len(b) > most {
		b = append(b[:most:most], "…"...)
	}
	return strings.ToValidUTF8(string(b), "\uFFFD")
}

// members is about how many members and elements JSON has in the first so many
// levels. To count them takes a look at each byte; to decode them takes a
// hundred times as long, and nothing can interrupt it.
func members(document []byte, levels int) int {
	n, level, quoted := 1, 0, false
	for i := 0; i < len(document); i++ {
		switch c := document[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			level++
		case c == '}' || c == ']':
			level--
		case c == ',' && level <= levels:
			n++
		}
	}
	return n
}
