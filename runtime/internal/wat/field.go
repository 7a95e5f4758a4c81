package wat

import (
	"slices"
	"strings"

	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// fieldSpaces is what each field defines one of.
var fieldSpaces = map[string]spaceKind{
	"func": functionSpace, "table": tableSpace, "memory": memorySpace, "global": globalSpace,
	"tag": tagSpace, "type": typeSpace, "elem": elementSpace, "data": dataSpace,
}

// name is the first pass: it gives what the field defines its index.
func (a *assembler) name(f node) {
	if f.head() == "import" {
		f = f.list[3]
	}
	kind, ok := fieldSpaces[f.head()]
	if !ok {
		return
	}
	s := &a.spaces[kind]
	if len(f.list) > 1 && f.list[1].named() {
		s.names[f.list[1].atom] = s.count
	}
	s.count++
	if f.head() == "type" { // all types that have a field come first
		_, rest := named(f.list[1:])
		in, out, _, _ := signature(rest[0].list[1:])
		a.signatures = append(a.signatures, encoded(in, out))
	}
}

// named takes a name away that may come first.
func named(rest []node) (name string, _ []node) {
	if len(rest) > 0 && rest[0].named() {
		return rest[0].atom, rest[1:]
	}
	return "", rest
}

// field is the second pass: it writes what is in the field.
func (a *assembler) field(f node) {
	rest := f.list[1:]
	index := 0
	if kind, ok := fieldSpaces[f.head()]; ok {
		index = a.spaces[kind].count
		a.spaces[kind].count++
		_, rest = named(rest)
	}
	switch f.head() {
	case "type":
	case "import":
		a.importField(rest)
	case "func":
		a.function(a.exports(rest, 0, index))
	case "table":
		rest = a.exports(rest, 1, index)
		last := len(rest) - 1
		a.add(4, valueType(rest[last])+limits(rest[:last]))
	case "memory":
		a.add(5, limits(a.exports(rest, 2, index)))
	case "global":
		rest = a.exports(rest, 3, index)
		a.add(6, globalType(rest[0])+a.constant(rest[1:]))
	case "tag":
		t, _, _ := a.typeUse(a.exports(rest, 4, index))
		a.add(13, "\x00"+number(t))
	case "start":
		a.add(8, a.index(functionSpace, rest[0]))
	case "export":
		kind := fieldSpaces[rest[1].head()]
		a.add(7, sized(bytesOf(rest[:1]))+string([]byte{byte(kind)})+a.index(kind, rest[1].list[1]))
	case "elem":
		a.element(rest)
	case "data":
		if rest[0].list == nil || rest[0].head() == "@repeat" {
			a.add(11, "\x01"+sized(bytesOf(rest)))
		} else {
			a.add(11, "\x00"+a.constant(rest[:1])+sized(bytesOf(rest[1:])))
		}
	case "@custom":
		a.add(0, sized(rest[0].atom)+bytesOf(rest[1:]))
	default:
		must(false, "no field is %q", f.head())
	}
}

// exports writes the (export "…") that lead what is defined. The numbers of
// kinds are those of the spaces, up to that of tags (spec §5.5.10).
func (a *assembler) exports(rest []node, kind byte, index int) []node {
	for len(rest) > 0 && rest[0].head() == "export" {
		a.add(7, sized(bytesOf(rest[0].list[1:]))+string([]byte{kind})+number(index))
		rest = rest[1:]
	}
	return rest
}

// index is what a name or number stands for.
func (a *assembler) index(kind spaceKind, n node) string { return indexIn(a.spaces[kind].names, n) }

func indexIn(names map[string]int, n node) string {
	if i, ok := names[n.atom]; ok {
		return number(i)
	}
	must(isInteger(n), "no index is %q", n.atom)
	return number(int(integer(n)))
}

func (a *assembler) importField(rest []node) {
	entry := sized(bytesOf(rest[:1])) + sized(bytesOf(rest[1:2]))
	kind := fieldSpaces[rest[2].head()]
	a.spaces[kind].count++
	_, what := named(rest[2].list[1:])
	entry += string([]byte{byte(kind)})
	switch kind {
	case functionSpace:
		t, _, _ := a.typeUse(what)
		entry += number(t)
	case tableSpace:
		last := len(what) - 1
		entry += valueType(what[last]) + limits(what[:last])
	case memorySpace:
		entry += limits(what)
	case globalSpace:
		entry += globalType(what[0])
	case tagSpace:
		t, _, _ := a.typeUse(what)
		entry += "\x00" + number(t)
	}
	a.add(2, entry)
}

// limits are a minimum and perhaps a maximum.
func limits(rest []node) string {
	b := []byte{byte(len(rest) - 1)}
	for _, n := range rest {
		b = append(b, number(int(integer(n)))...)
	}
	return string(b)
}

func globalType(n node) string {
	if n.head() == "mut" {
		return valueType(n.list[1]) + "\x01"
	}
	return valueType(n) + "\x00"
}

func valueType(n node) string {
	for _, t := range []wasm.ValueType{wasm.I32, wasm.I64, wasm.F32, wasm.F64, wasm.V128, wasm.FuncRef, wasm.ExternRef, wasm.ExnRef} {
		if t.String() == n.atom {
			return string([]byte{byte(t)})
		}
	}
	must(false, "no type is %q", n.atom)
	return ""
}

// signature reads the params and results that lead a list.
func signature(rest []node) (in, out []string, params map[string]int, _ []node) {
	params = map[string]int{}
	for ; len(rest) > 0; rest = rest[1:] {
		head := rest[0].head()
		if head != "param" && head != "result" {
			break
		}
		name, types := named(rest[0].list[1:])
		if name != "" {
			params[name] = len(in)
		}
		each(types, func(t node) {
			if head == "param" {
				in = append(in, valueType(t))
			} else {
				out = append(out, valueType(t))
			}
		})
	}
	return in, out, params, rest
}

func encoded(in, out []string) string {
	return "\x60" + number(len(in)) + strings.Join(in, "") + number(len(out)) + strings.Join(out, "")
}

// typeUse reads what leads a list: (type t), or params and results, for which
// there will be a type. It returns its index, the names of params and the rest.
func (a *assembler) typeUse(rest []node) (index int, params map[string]int, _ []node) {
	if len(rest) > 0 && rest[0].head() == "type" {
		n := rest[0].list[1]
		_, _, params, after := signature(rest[1:]) // again, for the names
		if i, ok := a.spaces[typeSpace].names[n.atom]; ok {
			return i, params, after
		}
		return int(integer(n)), params, after
	}
	in, out, params, rest := signature(rest)
	t := encoded(in, out)
	if i := slices.Index(a.signatures, t); i >= 0 {
		return i, params, rest
	}
	a.signatures = append(a.signatures, t)
	return len(a.signatures) - 1, params, rest
}

// element reads (elem (i32.const 0) $f …), (elem func $f …), (elem declare func
// $f …), (elem funcref (ref.func $f) …) and combinations of them.
func (a *assembler) element(rest []node) {
	var form int
	var table, offset string
	switch {
	case rest[0].atom == "declare":
		form, rest = 3, rest[1:]
	case rest[0].head() == "table":
		table, form = a.index(tableSpace, rest[0].list[1]), 2
		offset, rest = a.constant(rest[1:2]), rest[2:]
	case rest[0].list != nil:
		offset, rest = a.constant(rest[:1]), rest[1:]
	default:
		form = 1
	}
	kind := "\x00"
	var exprs bool
	if len(rest) > 0 && rest[0].list == nil && !rest[0].named() {
		if rest[0].atom != "func" {
			kind, exprs = valueType(rest[0]), true
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
	var entries strings.Builder
	items := expanded(rest)
	for _, n := range items {
		if exprs {
			entries.WriteString(a.constant([]node{n}))
		} else {
			entries.WriteString(a.index(functionSpace, n))
		}
	}
	a.add(9, number(form)+table+offset+kind+number(len(items))+entries.String())
}

func (a *assembler) function(rest []node) {
	t, params, rest := a.typeUse(rest)
	a.locals, a.labels = params, nil
	next := int(a.signatures[t][1]) // after the parameters, of which no test has 128
	var runs strings.Builder
	count := 0
	for ; len(rest) > 0 && rest[0].head() == "local"; rest = rest[1:] {
		name, types := named(rest[0].list[1:])
		if name != "" {
			a.locals[name] = next
		}
		each(types, func(t node) {
			runs.WriteString("\x01" + valueType(t))
			next++
			count++
		})
	}
	a.add(3, number(t))
	a.add(10, sized(number(count)+runs.String()+a.code(rest)+"\x0b"))
}

// constant is an expression of which nothing is left to compute.
func (a *assembler) constant(rest []node) string { return a.code(rest) + "\x0b" }
