//go:build !noscripts

package javascript

import (
	"bytes"
	"regexp"
	"strings"
)

// relined returns code with line ends put in, so that its parts stand on the
// lines that mappings, of a source map with one source, say they come from.
// The code is ASCII. What comes from a line above is left where it is.
func relined(code []byte, mappings string) []byte {
	var out []byte
	written, line := 0, 0 // how much of the code is in out, and the lines of that
	write := func(to int) {
		line += bytes.Count(code[written:to], []byte("\n"))
		out = append(out, code[written:to]...)
		written = to
	}
	start, from := 0, 0 // where the line of the code begins, and the line in the source
	for generated := range strings.SplitSeq(mappings, ";") {
		at := start
		for segment := range strings.SplitSeq(generated, ",") {
			fields := numbers(segment)
			if len(fields) > 0 {
				at += fields[0]
			}
			if len(fields) < 4 { // column, source, line, column: this has no source
				continue
			}
			from += fields[2]
			where := breakBefore(code, at)
			if where < written {
				continue
			}
			write(where)
			for ; line < from; line++ {
				out = append(out, '\n')
			}
		}
		if end := bytes.IndexByte(code[start:], '\n'); end >= 0 {
			start += end + 1
		}
	}
	write(len(code))
	return out
}

// keyword is what may stand between the beginning of an expression and where a
// line may end before it: after return, for one, the expression would be lost.
var keyword = regexp.MustCompile(`(?:^|[^\w$.])((?:await|case|const|delete|else|new|return|throw|typeof|void|yield)\s?)$`)

// breakBefore returns where a line may end so that what is at the given place
// is on the next one, -1 if nowhere. A line may end between any two tokens but
// after some words, and before some operators (ECMA-262, 12.10.1).
func breakBefore(code []byte, at int) int {
	for {
		rest, before := code[at:], code[:at]
		step := bytes.HasPrefix(rest, []byte("++")) || bytes.HasPrefix(rest, []byte("--"))
		if bytes.HasPrefix(rest, []byte("=>")) || step && !prefix(before) {
			return -1
		}
		if len(before) == 0 || !wordEnd(before[len(before)-1]) {
			return at
		}
		word := keyword.FindSubmatchIndex(code[max(0, at-16):at])
		if word == nil {
			return -1
		}
		at = max(0, at-16) + word[2]
	}
}

// prefix says that an operator after this has its operand behind it.
func prefix(before []byte) bool {
	return len(before) == 0 || strings.IndexByte(";{}(,=:?", before[len(before)-1]) >= 0
}

func wordEnd(c byte) bool {
	return c == ' ' || c == '_' || c == '$' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
}

// numbers reads the base 64 VLQ of a source map: six bits a digit, the least
// first, of which the highest says that more follow, and the lowest of all that
// the number is negative.
func numbers(segment string) (all []int) {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	value, shift := 0, 0
	for _, c := range []byte(segment) {
		digit := strings.IndexByte(digits, c)
		value |= digit & 31 << shift
		if shift += 5; digit&32 != 0 {
			continue
		}
		number := value >> 1
		if value&1 != 0 {
			number = -number
		}
		all = append(all, number)
		value, shift = 0, 0
	}
	return all
}
