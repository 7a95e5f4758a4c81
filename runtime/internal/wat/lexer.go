package wat

import (
	"strconv"
	"strings"
)

// node is an atom, a string or a list of the text.
type node struct {
	atom   string
	quoted bool
	list   []node
}

// head is the first atom of a list.
func (n node) head() string {
	if len(n.list) == 0 {
		return ""
	}
	return n.list[0].atom
}

// named says whether the node is a name, such as $f.
func (n node) named() bool { return strings.HasPrefix(n.atom, "$") && !n.quoted }

type lexer struct {
	text string
	at   int
}

// nodes reads up to the end of the list that is open.
func (l *lexer) nodes() (nodes []node) {
	for l.at < len(l.text) {
		switch c := l.text[l.at]; {
		case c == ';':
			for l.at < len(l.text) && l.text[l.at] != '\n' {
				l.at++
			}
		case c <= ' ':
			l.at++
		case c == ')':
			l.at++
			return nodes
		case c == '(':
			l.at++
			nodes = append(nodes, node{list: l.nodes()})
		case c == '"':
			nodes = append(nodes, node{atom: l.quoted(), quoted: true})
		default:
			end := l.at
			for end < len(l.text) && l.text[end] > ' ' && !strings.ContainsRune("();\"", rune(l.text[end])) {
				end++
			}
			nodes = append(nodes, node{atom: l.text[l.at:end]})
			l.at = end
		}
	}
	return nodes
}

// quoted reads a string. Of the escapes it knows \hh, \n, \t, \" and \\.
func (l *lexer) quoted() string {
	var b strings.Builder
	for l.at++; ; l.at++ {
		must(l.at < len(l.text), "a string has no end")
		switch c := l.text[l.at]; {
		case c == '"':
			l.at++
			return b.String()
		case c != '\\':
			b.WriteByte(c)
		default:
			l.at++
			if i := strings.IndexByte(`nt"\`, l.text[l.at]); i >= 0 {
				b.WriteByte("\n\t\"\\"[i])
				continue
			}
			v, err := strconv.ParseUint(l.text[l.at:l.at+2], 16, 8)
			must(err == nil, "no escape is \\%s", l.text[l.at:l.at+2])
			b.WriteByte(byte(v))
			l.at++
		}
	}
}

// each calls f with each node, as often as it is repeated.
func each(nodes []node, f func(node)) {
	for _, n := range nodes {
		if n.head() != "@repeat" {
			f(n)
			continue
		}
		for range repeats(n) {
			each(n.list[2:], f)
		}
	}
}

func repeats(n node) int { return int(integer(n.list[1])) }

// expanded is nodes with what is repeated as often as it is.
func expanded(nodes []node) (all []node) {
	each(nodes, func(n node) { all = append(all, n) })
	return all
}

// bytesOf joins strings.
func bytesOf(nodes []node) string {
	var b strings.Builder
	for _, n := range nodes {
		switch {
		case n.head() == "@repeat":
			b.WriteString(strings.Repeat(bytesOf(n.list[2:]), repeats(n)))
		default:
			must(n.quoted, "%q is no string", n.atom)
			b.WriteString(n.atom)
		}
	}
	return b.String()
}

// integer reads a number of 64 bits, with or without sign.
func integer(n node) int64 {
	if v, err := strconv.ParseInt(n.atom, 0, 64); err == nil {
		return v
	}
	v, err := strconv.ParseUint(n.atom, 0, 64)
	must(err == nil, "no number is %q", n.atom)
	return int64(v)
}

func isInteger(n node) bool {
	_, err := strconv.ParseUint(n.atom, 0, 64)
	return err == nil && !n.quoted
}
