package testkit

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
)

// Arg is one argument as it stands in a vector.
type Arg struct {
	Source string
	kind   argKind
	number numeral
	text   string
	list   []Arg // of a list or a record
	ptr    int64 // of raw
	size   uint32
	end    bool // ptr counts from the end of the memory
}

type argKind int

const (
	isNumber argKind = iota
	isText
	isList
	isRecord
	isRaw
	isBuffer
)

// numeral is a number as it may be needed: as an integer and as a float.
type numeral struct {
	integer int64
	float   float64
}

// Parse reads a vector.
func Parse(name, file string) (Vector, error) {
	v := Vector{Name: name, Text: file, Runs: []Run{{}}}
	body, transcript, ok := strings.Cut(file, "\n---\n")
	if !ok {
		return v, fmt.Errorf("%s: there is no line --- before the transcript", name)
	}
	v.Transcript = transcript
	header := true
	for i, line := range strings.Split(body, "\n") {
		line = strings.TrimSpace(line)
		var err error
		switch {
		case header && line == "":
			header = false
		case header:
			err = v.field(line)
		case line == "" || line[0] == '#':
		default:
			err = v.line(i+1, line)
		}
		if err != nil {
			return v, fmt.Errorf("%s:%d: %w", name, i+1, err)
		}
	}
	if v.Comment == "" || len(v.Expect) != len(v.Runs) {
		return v, fmt.Errorf("%s: needs a comment, and what to expect of each of %d runs", name, len(v.Runs))
	}
	return v, nil
}

func (v *Vector) field(line string) (err error) {
	name, value, ok := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	if !ok {
		return fmt.Errorf("%q is not NAME: VALUE", line)
	}
	switch name {
	case "comment":
		v.Comment = value
	case "expect":
		for e := range strings.SplitSeq(value, ",") {
			v.Expect = append(v.Expect, strings.TrimSpace(e))
		}
	case "limits":
		for f := range strings.FieldsSeq(value) {
			name, value, _ := strings.Cut(f, "=")
			v.Limits = append(v.Limits, Limit{name, value})
		}
	case "config":
		v.Config = value
	case "init_config":
		v.InitConfig = value
	case "state":
		err = json.Unmarshal([]byte(value), &v.State)
	case "service":
		v.Service = value
	case "empty_default_hostname":
		v.EmptyDefaultHostname, err = strconv.ParseBool(value)
	default:
		err = fmt.Errorf("there is no field %q", name)
	}
	return err
}

func (v *Vector) line(number int, line string) error {
	run := &v.Runs[len(v.Runs)-1]
	if line == "next run" {
		v.Runs = append(v.Runs, Run{})
		return nil
	}
	if run.End.Word != "" {
		return fmt.Errorf("%q comes after the end of the run", line)
	}
	switch word, rest, _ := strings.Cut(line, " "); word {
	case "trap", "loop", "starve":
		run.End.Word = word
		return nil
	case "return", "exit":
		code, err := strconv.ParseInt(rest, 10, 32)
		run.End = End{word, int32(code)}
		return err
	}
	line, init := strings.CutPrefix(line, "init: ")
	call, err := parseCall(line)
	if err != nil {
		return err
	}
	call.Line = number
	if init {
		run.Init = append(run.Init, call)
	} else {
		run.Calls = append(run.Calls, call)
	}
	return nil
}

// cursor reads a line from left to right; the first error stays.
type cursor struct {
	rest string
	err  error
}

func (c *cursor) fail(format string, values ...any) {
	if c.err == nil {
		c.err = fmt.Errorf(format+" at %q", append(values, c.rest)...)
	}
	c.rest = ""
}

// accept takes a token, after spaces, if it is there.
func (c *cursor) accept(token string) bool {
	rest, ok := strings.CutPrefix(strings.TrimLeft(c.rest, " "), token)
	if ok {
		c.rest = rest
	}
	return ok
}

func (c *cursor) want(token string) {
	if !c.accept(token) {
		c.fail("there is no %q", token)
	}
}

func (c *cursor) word() string {
	c.rest = strings.TrimLeft(c.rest, " ")
	n := strings.IndexAny(c.rest+" ", " ()[]<>,*+\"`")
	word := c.rest[:n]
	c.rest = c.rest[n:]
	return word
}

func parseCall(line string) (Call, error) {
	c := cursor{rest: line}
	call := Call{Function: c.word(), Any: true}
	c.want("(")
	call.Args = c.args(")", ",")
	if c.accept("->") {
		call.Any = false
		c.answer(&call)
	}
	if c.err == nil && c.rest != "" {
		c.fail("there is more")
	}
	if c.err == nil {
		_, c.err = new(memory).operands(call)
	}
	return call, c.err
}

func (c *cursor) answer(call *Call) {
	if word := c.word(); word == "fault" {
		call.Fault = true
	} else {
		for value, name := range statusNames() {
			if name == word {
				call.Status, call.Value = word, value
			}
		}
		if call.Status == "" {
			value, err := strconv.ParseInt(word, 10, 32)
			if err != nil {
				c.fail("%q is neither a status nor a number", word)
			}
			call.Value = int32(value)
		}
	}
	if strings.TrimSpace(c.rest) != "" {
		text := c.text()
		call.Buffer = &text
	}
}

// statusNames are the names of the statuses by what is returned for them.
func statusNames() map[int32]string {
	names := map[int32]string{}
	for s := range abi.Status(64) {
		if s.String() != "unknown" {
			names[-int32(s)] = s.String()
		}
	}
	return names
}

// args reads arguments up to a closing token.
func (c *cursor) args(closing, between string) []Arg {
	args := []Arg{}
	for !c.accept(closing) && c.err == nil {
		if len(args) > 0 {
			c.want(between)
		}
		args = append(args, c.arg())
	}
	return args
}

func (c *cursor) arg() Arg {
	c.rest = strings.TrimLeft(c.rest, " ")
	start := c.rest
	var a Arg
	switch {
	case start == "":
		c.fail("an argument is missing")
	case start[0] == '"' || start[0] == '`':
		a = Arg{kind: isText, text: c.text()}
	case c.accept("["):
		a = Arg{kind: isList, list: c.args("]", ",")}
		if c.accept("*") {
			a.list = slices.Repeat(a.list, int(c.integer()))
		}
	case c.accept("<"):
		a = Arg{kind: isRecord, list: c.args(">", "")}
	default:
		a = c.other()
	}
	a.Source = strings.TrimSpace(start[:len(start)-len(c.rest)])
	return a
}

// other is an argument that begins with a word.
func (c *cursor) other() Arg {
	switch word := c.word(); word {
	case "buf":
		c.want("(")
		a := Arg{kind: isBuffer, size: uint32(c.integer())}
		c.want(")")
		return a
	case "raw":
		c.want("(")
		a := Arg{kind: isRaw}
		a.end = c.accept("end")
		if !a.end || !strings.HasPrefix(c.rest, ",") {
			a.ptr = c.integer()
		}
		c.want(",")
		a.size = uint32(c.integer())
		c.want(")")
		return a
	default:
		n, err := parseNumber(word)
		if err != nil {
			c.fail("%q is no argument", word)
		}
		return Arg{kind: isNumber, number: n}
	}
}

func (c *cursor) integer() int64 {
	word := c.word()
	n, err := strconv.ParseInt(word, 0, 64)
	if err != nil {
		c.fail("%q is not an integer", word)
	}
	return n
}

// text reads texts that are joined by +, each repeated by *.
func (c *cursor) text() string {
	var all strings.Builder
	for {
		c.rest = strings.TrimLeft(c.rest, " ")
		quoted, err := strconv.QuotedPrefix(c.rest)
		if err != nil {
			c.fail("there is no text")
			return ""
		}
		c.rest = c.rest[len(quoted):]
		text, _ := strconv.Unquote(quoted) // QuotedPrefix has found it good
		n := int64(1)
		if c.accept("*") {
			n = c.integer()
		}
		all.WriteString(strings.Repeat(text, int(n)))
		if !c.accept("+") {
			return all.String()
		}
	}
}

func parseNumber(word string) (numeral, error) {
	switch word {
	case "start":
		return numeral{integer: abi.PhaseStart}, nil
	case "stop":
		return numeral{integer: abi.PhaseStop}, nil
	}
	if n, err := strconv.ParseInt(word, 0, 64); err == nil {
		return numeral{n, float64(n)}, nil
	}
	f, err := strconv.ParseFloat(word, 64)
	return numeral{float: f}, err
}
