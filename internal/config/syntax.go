package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// tabsSentence is how the document of the Agent Checks puts it.
const tabsSentence = "YAML files must use spaces instead of tabs."

// parse sets root, or reports the first error of syntax.
func (d *document) parse(text []byte) {
	root, second, err := decode(bytes.NewReader(text))
	switch {
	case err != nil:
		d.syntaxError(text, err)
	case second != nil:
		d.fail(second, "a second YAML document begins here", `one file holds one document; remove the line "---" above`)
	default:
		if tab := d.tabbed(root); tab != nil {
			d.fail(tab, tabsSentence, "indent this line with spaces")
			return
		}
		d.refuseCycles(root, map[*yaml.Node]bool{})
		if d.valid() {
			d.root = root
		}
	}
}

// decode returns the value of the first YAML document of r, nil when there is
// none, and that of a second one.
func decode(r io.Reader) (first, second *yaml.Node, err error) {
	// The parser panics where its events come as it thinks that they cannot;
	// an operator's file must not end the agent by proving it wrong.
	defer func() {
		if p := recover(); p != nil {
			first, second, err = nil, nil, fmt.Errorf("yaml: %v", p)
		}
	}()
	decoder := yaml.NewDecoder(r)
	for _, value := range []**yaml.Node{&first, &second} {
		var document yaml.Node
		if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, nil, err
		}
		*value = &document
		if document.Kind == yaml.DocumentNode {
			*value = document.Content[0]
		}
	}
	return first, second, nil
}

// syntaxError reports the parser's error in the operator's words, at the place
// where the text becomes wrong. The parser itself names a line at best, and
// often that of something around the mistake.
func (d *document) syntaxError(text []byte, err error) {
	offset := firstWrong(text)
	before := oneBreak(string(text[:offset]))
	line := 1 + strings.Count(before, "\n")
	column := 1 + utf8.RuneCountInString(before[1+strings.LastIndexByte(before, '\n'):])
	if tab := tabIndent(d.line(line)); tab > 0 {
		d.at(Error, line, tab, tabsSentence, "indent this line with spaces")
		return
	}
	if bytes.HasPrefix(text[offset:], []byte("\t")) {
		d.at(Error, line, column, tabsSentence, "put spaces in its place")
		return
	}
	message, hint := inWords(err.Error(), before, text[offset:])
	if message == noColon {
		// The parser sees it at the end of the word.
		content := strings.TrimLeft(d.line(line), " -")
		column = min(column, 1+utf8.RuneCountInString(d.line(line))-utf8.RuneCountInString(content))
	}
	d.at(Error, line, column, message, hint)
}

// firstWrong returns the length of the longest beginning of text that is whole
// YAML: what follows it is where the mistake shows. An unclosed quote or
// bracket shows where it opens. It gives up on precision, and takes the place
// that the parser had reached, when that costs more than parsing maxWork bytes.
func firstWrong(text []byte) int {
	const maxWork = 8 << 20
	work := 0
	parses := func(n int) bool {
		work += n
		_, _, err := decode(bytes.NewReader(text[:n]))
		return err == nil
	}
	// The parser reads on only as it needs to, so no line after the last that
	// it asked for can matter.
	reader := &lineReader{text: text}
	_, _, _ = decode(reader)
	reached := reader.offset
	end := reached
	for end > 0 && !parses(end) {
		if work > maxWork {
			return max(0, bytes.LastIndexByte(text[:max(0, reached-1)], '\n')+1)
		}
		end = bytes.LastIndexByte(text[:end-1], '\n') + 1
	}
	// Now the line that begins at end is wrong: find where.
	stop := len(text)
	if i := bytes.IndexByte(text[end:], '\n'); i >= 0 {
		stop = end + i
	}
	for stop > end && work <= maxWork && !parses(stop) {
		_, size := utf8.DecodeLastRune(text[end:stop])
		stop -= size
	}
	return stop
}

// lineReader returns one line for each Read, so that offset tells how far the
// one who reads has come.
type lineReader struct {
	text   []byte
	offset int
}

func (r *lineReader) Read(b []byte) (int, error) {
	rest := r.text[r.offset:]
	if len(rest) == 0 {
		return 0, io.EOF
	}
	if i := bytes.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i+1]
	}
	n := copy(b, rest)
	r.offset += n
	return n, nil
}

const noColon = `a key without ":"`

// inWords puts an error of the parser into words about what is written. before
// and rest are the text up to the mistake and from it on.
func inWords(parser, before string, rest []byte) (message, hint string) {
	if strings.Contains(parser, "did not find expected") && (strings.HasSuffix(before, `'`) || strings.HasSuffix(before, `"`)) {
		return "a quote ends before this", `write a quote within quotes twice, or, within double quotes, as \"`
	}
	for _, known := range []struct{ parser, message, hint string }{
		{
			"mapping values are not allowed", `a ":" stands where no key can be`,
			`check the indentation, that the line above has a space after its colon, and put a value that holds ": " in quotes`,
		},
		{
			"did not find expected key", "this does not continue the mapping that it stands in",
			"check the indentation: the keys of one mapping begin in one column",
		},
		{
			"did not find expected '-' indicator", "this does not continue the list that it stands in",
			`check the indentation: each entry of one list begins with "- " in one column`,
		},
		{"did not find expected ',' or ']'", "a list in [ ] goes wrong here", `put "," between its entries and close it with "]"`},
		{"did not find expected ',' or '}'", "a mapping in { } goes wrong here", `put "," between its entries and close it with "}"`},
		{"did not find expected node content", "a value is missing, or begins with what no value can", "put a value that begins with a bracket in quotes, and close each bracket that is open"},
		{"could not find expected ':'", noColon, `write "key: value", with a space after the colon`},
		{"block sequence entries are not allowed", "a list cannot begin here", "put it below its key, each entry on a line of its own"},
		{"block mapping was not allowed", "a mapping cannot begin here", "put it below its key, on a line of its own"},
		{"found unexpected end of stream", "this is never closed", "close the quote"},
		{"found unexpected document indicator", "the quote is not closed before the end of the document", "close the quote"},
		{
			"unknown escape character", "an escape that YAML does not know in a string in double quotes",
			`write \\ for a backslash, or use single quotes`,
		},
		{"unknown anchor", "an alias (*name) without its anchor (&name) above it", "put a value that begins with * in quotes"},
		{
			"expected alphabetic or numeric character", "an alias (*name) or an anchor (&name) without a name",
			"put a value that begins with * or & in quotes",
		},
		{"control characters are not allowed", "a control character", "remove it, or write it as an escape in double quotes"},
		{"UTF-8", "this is not UTF-8 text", "save the file as UTF-8"},
		{"incomplete UTF", "this is not UTF-8 text", "save the file as UTF-8"},
		{"document start", "a second value stands after the first", "one file holds one mapping; check the indentation"},
	} {
		if strings.Contains(parser, known.parser) {
			return known.message, known.hint
		}
	}
	if strings.Contains(parser, "cannot start any token") {
		r, _ := utf8.DecodeRune(rest)
		return fmt.Sprintf("a value cannot begin with %c", r), "put the value in quotes"
	}
	message = strings.TrimPrefix(parser, "yaml: ")
	if strings.HasPrefix(message, "line ") {
		_, message, _ = strings.Cut(message, ": ")
	}
	return "not YAML: " + message, ""
}

// tabbed returns where the first line is that a tab indents and that something
// begins on, nil when there is none. The parser lets some of them pass. Tabs
// within a text of several lines are part of it, or harmless.
func (d *document) tabbed(n *yaml.Node) *yaml.Node {
	tabs := map[int]int{} // line → column of its first tab
	for i, line := range d.lines {
		if tab := tabIndent(line); tab > 0 {
			tabs[i+1] = tab
		}
	}
	if len(tabs) == 0 || n == nil {
		return nil
	}
	var first *yaml.Node
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		line := d.line(n.Line)
		indent := len(line) - len(strings.TrimLeft(line, " \t"))
		if tab, ok := tabs[n.Line]; ok && n.Column == indent+1 && (first == nil || n.Line < first.Line) {
			first = &yaml.Node{Line: n.Line, Column: tab}
		}
		for _, child := range n.Content {
			walk(child)
		}
	}
	walk(n)
	return first
}

// tabIndent returns the column of the first tab in the indentation of a line,
// 0 when it has none or holds nothing but a comment.
func tabIndent(line string) int {
	content := strings.TrimLeft(line, " \t")
	if content == "" || content[0] == '#' {
		return 0
	}
	return 1 + strings.IndexByte(line[:len(line)-len(content)], '\t')
}

// refuseCycles reports each alias that stands within what it stands for; above
// are the nodes around n. Every cycle has one.
func (d *document) refuseCycles(n *yaml.Node, above map[*yaml.Node]bool) {
	if n == nil {
		return
	}
	if n.Kind == yaml.AliasNode && above[n.Alias] {
		d.fail(n, fmt.Sprintf("*%s stands within &%s, which would contain itself", clip(n.Value), clip(n.Value)), "")
	}
	above[n] = true
	for _, child := range n.Content {
		d.refuseCycles(child, above)
	}
	delete(above, n)
}
