package meter

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// assemble makes a module of text: the flat part of WebAssembly's text format
// (spec §6), names and all, without folded instructions. It validates nothing:
// many modules of tests are meant to be refused. Text that it does not
// understand is a bug of the test.
func assemble(text string) []byte {
	a := &assembler{
		functions: space{}, globals: space{}, types: space{}, tags: space{}, tables: space{}, elements: space{}, data: space{},
		content: map[byte][]string{},
	}
	fields := (&lexer{text: text}).nodes()
	for pass := range 2 {
		a.pass, a.count = pass, [...]int{dataSpace: 0}
		for _, field := range fields {
			a.field(field)
		}
	}
	return a.module()
}

// node is an atom, a string or a list of the text.
type node struct {
	atom   string
	quoted bool
	list   []node
}

func (n node) head() string {
	if len(n.list) == 0 {
		return ""
	}
	return n.list[0].atom
}

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
			end := l.at + 1 + strings.IndexByte(l.text[l.at+1:], '"')
			nodes = append(nodes, node{atom: unescape(l.text[l.at+1 : end]), quoted: true})
			l.at = end + 1
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

// unescape knows \hh alone.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		v, err := strconv.ParseUint(s[i+1:i+3], 16, 8)
		must(err == nil, "escape in %q", s)
		b.WriteByte(byte(v))
		i += 2
	}
	return b.String()
}

func must(ok bool, format string, args ...any) {
	if !ok {
		panic("BUG: assembling: " + fmt.Sprintf(format, args...))
	}
}

// space is an index space: names that have an index.
type space map[string]int

func (s space) index(n node) string {
	if i, ok := s[n.atom]; ok {
		return number(i)
	}
	i, err := strconv.Atoi(n.atom)
	must(err == nil, "no index is %q", n.atom)
	return number(i)
}

// assembler goes over the fields twice: first for names, then for contents.
type assembler struct {
	pass int

	functions, globals, types, tags, tables, elements, data space

	count     [dataSpace + 1]int // of functions, globals … in this pass
	signature []string
	content   map[byte][]string // entries by section
	locals    space
	labels    []string
}

// The places in assembler.count.
const (
	functionSpace = iota
	globalSpace
	typeSpace
	tagSpace
	tableSpace
	elementSpace
	dataSpace
)

func number(n int) string { return string(binary.AppendUvarint(nil, uint64(n))) }

func signed(v int64) string { return string(sleb(nil, v)) }

func sized(s string) string { return number(len(s)) + s }

func (a *assembler) add(section byte, entry string) {
	if a.pass == 1 {
		a.content[section] = append(a.content[section], entry)
	}
}

// declare gives the next index of a space to the name that may stand first.
func (a *assembler) declare(s space, count int, rest []node) []node {
	if a.pass == 1 {
		if len(rest) > 0 && strings.HasPrefix(rest[0].atom, "$") {
			return rest[1:]
		}
		return rest
	}
	if len(rest) > 0 && strings.HasPrefix(rest[0].atom, "$") {
		s[rest[0].atom] = a.count[count]
		rest = rest[1:]
	}
	a.count[count]++
	return rest
}

func valueType(s string) string {
	for _, t := range []wasm.ValueType{wasm.I32, wasm.I64, wasm.F32, wasm.F64, wasm.V128, wasm.FuncRef, wasm.ExternRef, wasm.ExnRef} {
		if t.String() == s {
			return string([]byte{byte(t)})
		}
	}
	panic("BUG: assembling: no type is " + s)
}

// signatureOf reads what leads a list of nodes: (type t), or params and
// results. It returns the index of the type, the rest and the names of params.
func (a *assembler) signatureOf(rest []node) (index int, after []node, params space) {
	var in, out []string
	params = space{}
	for len(rest) > 0 {
		n := rest[0]
		switch n.head() {
		case "type":
			v, k := binary.Uvarint([]byte(a.types.index(n.list[1])))
			must(k > 0, "type")
			return int(v), rest[1:], params
		case "param":
			for _, p := range n.list[1:] {
				if strings.HasPrefix(p.atom, "$") {
					params[p.atom] = len(in)
					continue
				}
				in = append(in, valueType(p.atom))
			}
		case "result":
			for _, p := range n.list[1:] {
				out = append(out, valueType(p.atom))
			}
		default:
			return a.typeOf(in, out), rest, params
		}
		rest = rest[1:]
	}
	return a.typeOf(in, out), rest, params
}

func (a *assembler) typeOf(in, out []string) int {
	s := "\x60" + number(len(in)) + strings.Join(in, "") + number(len(out)) + strings.Join(out, "")
	for i, known := range a.signature {
		if known == s {
			return i
		}
	}
	a.signature = append(a.signature, s)
	return len(a.signature) - 1
}

func (a *assembler) field(f node) {
	rest := f.list[1:]
	switch f.head() {
	case "type":
		a.typeField(rest)
	case "import":
		a.importField(rest)
	case "func":
		a.function(rest)
	case "memory":
		rest = a.export(rest, 2, 0)
		a.add(5, limits(rest))
	case "table":
		rest = a.declare(a.tables, tableSpace, rest)
		rest = a.export(rest, 1, a.index(tableSpace))
		last := len(rest) - 1
		a.add(4, valueType(rest[last].atom)+limits(rest[:last]))
	case "global":
		rest = a.declare(a.globals, globalSpace, rest)
		rest = a.export(rest, 3, a.index(globalSpace))
		a.add(6, globalType(rest[0])+a.constant(rest[1]))
	case "tag":
		rest = a.declare(a.tags, tagSpace, rest)
		rest = a.export(rest, 4, a.index(tagSpace))
		t, _, _ := a.signatureOf(rest)
		a.add(13, "\x00"+number(t))
	case "start":
		a.add(8, a.indexOf(a.functions, rest[0]))
	case "export": // of a function
		a.add(7, sized(rest[0].atom)+"\x00"+a.indexOf(a.functions, rest[1].list[1]))
	case "elem":
		a.element(rest)
	case "data":
		rest = a.declare(a.data, dataSpace, rest)
		if len(rest) > 1 {
			a.add(11, "\x00"+a.constant(rest[0])+sized(rest[1].atom))
		} else {
			a.add(11, "\x01"+sized(rest[0].atom))
		}
	case "custom":
		a.add(0, sized(rest[0].atom)+rest[1].atom)
	default:
		must(false, "field %q", f.head())
	}
}

// index is that of what is being declared, once all names are known.
func (a *assembler) index(count int) int {
	if a.pass == 0 {
		return 0
	}
	a.count[count]++
	return a.count[count] - 1
}

func (a *assembler) indexOf(s space, n node) string {
	if a.pass == 0 {
		return ""
	}
	return s.index(n)
}

func (a *assembler) export(rest []node, kind byte, index int) []node {
	for len(rest) > 0 && rest[0].head() == "export" {
		a.add(7, sized(rest[0].list[1].atom)+string([]byte{kind})+number(index))
		rest = rest[1:]
	}
	return rest
}

func limits(rest []node) string {
	s := string([]byte{byte(len(rest) - 1)})
	for _, n := range rest {
		v, err := strconv.Atoi(n.atom)
		must(err == nil, "limit %q", n.atom)
		s += number(v)
	}
	return s
}

func globalType(n node) string {
	if n.head() == "mut" {
		return valueType(n.list[1].atom) + "\x01"
	}
	return valueType(n.atom) + "\x00"
}

func (a *assembler) constant(n node) string {
	if a.pass == 0 {
		return ""
	}
	return a.code(n.list) + "\x0b"
}

func (a *assembler) typeField(rest []node) {
	if a.pass == 1 {
		return
	}
	if strings.HasPrefix(rest[0].atom, "$") {
		a.types[rest[0].atom] = len(a.signature)
		rest = rest[1:]
	}
	known := a.signature
	a.signature = nil // a field always makes a type of its own
	a.signatureOf(rest[0].list[1:])
	a.signature = append(known, a.signature...)
}

func (a *assembler) importField(rest []node) {
	entry := sized(rest[0].atom) + sized(rest[1].atom)
	what := rest[2].list[1:]
	switch rest[2].head() {
	case "func":
		what = a.declare(a.functions, functionSpace, what)
		a.index(functionSpace)
		t, _, _ := a.signatureOf(what)
		a.add(2, entry+"\x00"+number(t))
	case "table":
		what = a.declare(a.tables, tableSpace, what)
		a.index(tableSpace)
		last := len(what) - 1
		a.add(2, entry+"\x01"+valueType(what[last].atom)+limits(what[:last]))
	case "memory":
		a.add(2, entry+"\x02"+limits(what))
	case "global":
		what = a.declare(a.globals, globalSpace, what)
		a.index(globalSpace)
		a.add(2, entry+"\x03"+globalType(what[0]))
	case "tag":
		what = a.declare(a.tags, tagSpace, what)
		a.index(tagSpace)
		t, _, _ := a.signatureOf(what)
		a.add(2, entry+"\x04\x00"+number(t))
	}
}

// element reads (elem (i32.const 0) $f …), (elem func $f …), (elem declare func
// $f …), (elem funcref (ref.func $f) …) and combinations of them.
func (a *assembler) element(rest []node) {
	rest = a.declare(a.elements, elementSpace, rest)
	if a.pass == 0 {
		return
	}
	var form int
	var table, offset string
	switch {
	case rest[0].atom == "declare":
		form, rest = 3, rest[1:]
	case rest[0].head() == "table":
		table, form = a.tables.index(rest[0].list[1]), 2
		offset, rest = a.constant(rest[1]), rest[2:]
	case rest[0].list != nil:
		offset, rest = a.constant(rest[0]), rest[1:]
	default:
		form = 1
	}
	kind := "\x00"
	var exprs bool
	if len(rest) > 0 && rest[0].list == nil && !strings.HasPrefix(rest[0].atom, "$") {
		if rest[0].atom != "func" {
			kind, exprs = valueType(rest[0].atom), true
			form |= 4
		}
		rest = rest[1:]
	}
	if form == 4 && kind != "\x70" {
		form, table = 6, number(0)
	}
	if form&3 == 0 {
		kind = ""
	}
	entry := number(form) + table + offset + kind + number(len(rest))
	for _, n := range rest {
		if exprs {
			entry += a.constant(n)
		} else {
			entry += a.functions.index(n)
		}
	}
	a.add(9, entry)
}

func (a *assembler) function(rest []node) {
	rest = a.declare(a.functions, functionSpace, rest)
	rest = a.export(rest, 0, a.index(functionSpace))
	t, rest, params := a.signatureOf(rest)
	if a.pass == 0 {
		return
	}
	a.locals, a.labels = params, nil
	next := int(a.signature[t][1]) // after the parameters
	var runs []string
	for len(rest) > 0 && rest[0].head() == "local" {
		decl := rest[0].list[1:]
		if strings.HasPrefix(decl[0].atom, "$") {
			a.locals[decl[0].atom] = next
			decl = decl[1:]
		}
		for _, n := range decl {
			runs = append(runs, "\x01"+valueType(n.atom))
			next++
		}
		rest = rest[1:]
	}
	a.add(3, number(t))
	a.add(10, sized(number(len(runs))+strings.Join(runs, "")+a.code(rest)+"\x0b"))
}

// opcodes finds an instruction by its name.
var opcodes = func() map[string]wasm.Opcode {
	names := map[string]wasm.Opcode{}
	for _, prefix := range []wasm.Opcode{0, 0xfc00, 0xfd00} {
		for op := prefix; op <= prefix|0xff; op++ {
			if name := op.String(); !strings.HasPrefix(name, "instruction ") {
				names[name] = op
			}
		}
	}
	return names
}()

func isNumber(n node) bool {
	_, err := strconv.Atoi(n.atom)
	return err == nil && n.list == nil
}

// code assembles instructions.
func (a *assembler) code(rest []node) string {
	var b strings.Builder
	take := func() (n node) {
		must(len(rest) > 0, "an operand is missing")
		n, rest = rest[0], rest[1:]
		return n
	}
	// optional is an index that may be left out, for 0.
	optional := func(s space) string {
		if len(rest) > 0 && (isNumber(rest[0]) || strings.HasPrefix(rest[0].atom, "$")) {
			return s.index(take())
		}
		return number(0)
	}
	for len(rest) > 0 {
		name := take().atom
		op, ok := opcodes[name]
		must(ok, "no instruction is %q", name)
		if op > 0xff {
			b.WriteByte(byte(op >> 8))
			b.WriteString(number(int(op & 0xff)))
		} else {
			b.WriteByte(byte(op))
		}
		switch {
		case op == wasm.OpBlock || op == wasm.OpLoop || op == wasm.OpIf || op == wasm.OpTryTable:
			label := ""
			if len(rest) > 0 && strings.HasPrefix(rest[0].atom, "$") {
				label = take().atom
			}
			var t string
			t, rest = a.blockType(rest)
			b.WriteString(t)
			if op == wasm.OpTryTable {
				var catches []string
				for len(rest) > 0 && strings.HasPrefix(rest[0].head(), "catch") {
					catches = append(catches, a.catch(take().list))
				}
				b.WriteString(number(len(catches)) + strings.Join(catches, ""))
			}
			a.labels = append(a.labels, label)
		case op == wasm.OpEnd:
			if len(a.labels) > 0 {
				a.labels = a.labels[:len(a.labels)-1]
			}
		case op == wasm.OpBr || op == wasm.OpBrIf:
			b.WriteString(a.label(take()))
		case op == wasm.OpBrTable:
			var targets []string
			for len(rest) > 0 && (isNumber(rest[0]) || strings.HasPrefix(rest[0].atom, "$")) {
				targets = append(targets, a.label(take()))
			}
			b.WriteString(number(len(targets)-1) + strings.Join(targets, ""))
		case op == wasm.OpCall || op == wasm.OpReturnCall || op == wasm.OpRefFunc:
			b.WriteString(a.functions.index(take()))
		case op == wasm.OpCallIndirect || op == wasm.OpReturnCallIndirect:
			table := optional(a.tables)
			var t int
			t, rest, _ = a.signatureOf(rest)
			b.WriteString(number(t) + table)
		case strings.HasPrefix(name, "local."):
			b.WriteString(a.locals.index(take()))
		case strings.HasPrefix(name, "global."):
			b.WriteString(a.globals.index(take()))
		case op == wasm.OpThrow:
			b.WriteString(a.tags.index(take()))
		case op == wasm.OpRefNull:
			b.WriteString(map[string]string{"func": "\x70", "extern": "\x6f", "exn": "\x69"}[take().atom])
		case op == wasm.OpMemoryInit:
			b.WriteString(a.data.index(take()) + "\x00")
		case op == wasm.OpDataDrop:
			b.WriteString(a.data.index(take()))
		case op == wasm.OpMemoryCopy:
			b.WriteString("\x00\x00")
		case strings.HasPrefix(name, "memory."):
			b.WriteString("\x00")
		case op == wasm.OpElemDrop:
			b.WriteString(a.elements.index(take()))
		case op == wasm.OpTableInit:
			e := a.elements.index(take())
			b.WriteString(e + optional(a.tables))
		case op == wasm.OpTableCopy:
			b.WriteString(optional(a.tables))
			b.WriteString(optional(a.tables))
		case strings.HasPrefix(name, "table."):
			b.WriteString(optional(a.tables))
		case strings.Contains(name, ".load"), strings.Contains(name, ".store"):
			offset := 0
			if len(rest) > 0 && strings.HasPrefix(rest[0].atom, "offset=") {
				v, err := strconv.Atoi(take().atom[len("offset="):])
				must(err == nil, "offset")
				offset = v
			}
			b.WriteString(number(0) + number(offset))
		case strings.Contains(name, "_lane"):
			b.WriteString(space{}.index(take()))
		case op == wasm.OpI32Const, op == wasm.OpI64Const:
			text := take().atom
			v, err := strconv.ParseInt(text, 0, 64)
			if err != nil {
				u, err := strconv.ParseUint(text, 0, 64)
				must(err == nil, "number %q", text)
				v = int64(u)
			}
			if op == wasm.OpI32Const {
				v = int64(int32(v))
			}
			b.WriteString(signed(v))
		case op == wasm.OpV128Const: // two numbers of 64 bits
			for range 2 {
				v, err := strconv.ParseInt(take().atom, 0, 64)
				must(err == nil, "v128")
				b.Write(binary.LittleEndian.AppendUint64(nil, uint64(v)))
			}
		case op == wasm.OpF32Const:
			v, err := strconv.ParseFloat(take().atom, 32)
			must(err == nil, "f32")
			b.Write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(float32(v))))
		case op == wasm.OpF64Const:
			v, err := strconv.ParseFloat(take().atom, 64)
			must(err == nil, "f64")
			b.Write(binary.LittleEndian.AppendUint64(nil, math.Float64bits(v)))
		}
	}
	return b.String()
}

func (a *assembler) label(n node) string {
	if !strings.HasPrefix(n.atom, "$") {
		return space{}.index(n)
	}
	for i := range a.labels {
		if a.labels[len(a.labels)-1-i] == n.atom {
			return number(i)
		}
	}
	panic("BUG: assembling: no label is " + n.atom)
}

// blockType writes none and one result in their short forms, all else as (type).
func (a *assembler) blockType(rest []node) (string, []node) {
	if len(rest) > 0 && rest[0].head() == "result" && len(rest[0].list) == 2 {
		return valueType(rest[0].list[1].atom), rest[1:]
	}
	if len(rest) == 0 || rest[0].head() != "type" && rest[0].head() != "param" && rest[0].head() != "result" {
		return "\x40", rest
	}
	t, rest, _ := a.signatureOf(rest)
	return signed(int64(t)), rest
}

func (a *assembler) catch(list []node) string {
	switch list[0].atom {
	case "catch":
		return "\x00" + a.tags.index(list[1]) + a.label(list[2])
	case "catch_ref":
		return "\x01" + a.tags.index(list[1]) + a.label(list[2])
	case "catch_all":
		return "\x02" + a.label(list[1])
	default:
		return "\x03" + a.label(list[1])
	}
}

func (a *assembler) module() []byte {
	a.content[1] = a.signature
	if n := len(a.content[11]); n > 0 {
		a.content[12] = []string{number(n)}
	}
	b := "\x00asm\x01\x00\x00\x00"
	for _, id := range order {
		entries := a.content[id]
		if len(entries) == 0 {
			continue
		}
		content := strings.Join(entries, "")
		if id != 8 && id != 12 {
			content = number(len(entries)) + content
		}
		b += string([]byte{id}) + sized(content)
	}
	for _, custom := range a.content[0] {
		b += "\x00" + sized(custom)
	}
	return []byte(b)
}
