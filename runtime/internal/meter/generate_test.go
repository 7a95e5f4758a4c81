package meter

import (
	"fmt"
	"slices"
	"strings"
)

// generate makes a valid module out of bytes, each of which is a choice; when
// they are used up the first choice is taken. Its programs end: entries and
// turns of loops count down steps, and without any left functions return.
func generate(choices []byte) string {
	g := &generator{choices: choices}
	return g.module()
}

type generator struct {
	choices []byte
	out     strings.Builder
	left    int // instructions that this function may still have, more or less

	functions []signature
	f         *signature
	locals    []string // types
	labels    []target
	tries     int
}

type signature struct{ params, results []string }

// target is a label: what a branch to it must hand on, and how many try_tables
// are around its block.
type target struct {
	types []string
	tries int
}

func (g *generator) choose(n int) int {
	if len(g.choices) == 0 {
		return 0
	}
	c := int(g.choices[0])
	g.choices = g.choices[1:]
	return c % n
}

// one in n.
func (g *generator) one(n int) bool { return len(g.choices) > 0 && g.choose(n) == 0 }

func (g *generator) emit(format string, args ...any) {
	fmt.Fprintf(&g.out, format+" ", args...)
	g.left--
}

var scalars = []string{"i32", "i64", "f64"}

func (g *generator) types(most int) (types []string) {
	for range g.choose(most + 1) {
		types = append(types, scalars[g.choose(len(scalars))])
	}
	return types
}

func (g *generator) module() string {
	for range 1 + g.choose(5) {
		g.functions = append(g.functions, signature{g.types(3), g.types(3)})
	}
	g.emit(`(memory (export "memory") 1 4) (data $d "0123456789")`)
	g.emit(`(table (export "table") 8 300 funcref) (elem (i32.const 1) $f0 $f%d) (elem $e func $f0 $f0)`, len(g.functions)-1)
	g.emit(`(global $steps (export "steps") (mut i32) (i32.const 200))`)
	for _, t := range scalars {
		g.emit(`(global $%s (export "%[1]s") (mut %[1]s) (%[1]s.const 3))`, t)
	}
	g.emit(`(tag $plain) (tag $carries (param i32))`)
	for i, f := range g.functions {
		g.function(i, f)
	}
	g.out.WriteString(entries)
	return g.out.String()
}

// entries tells tables apart by their length and which of their entries are null.
const entries = `
(func (export "entries") (result i32 i64) (local $i i32) (local $hash i64)
	block loop
	  local.get $i table.size i32.ge_u br_if 1
	  local.get $hash i64.const 31 i64.mul local.get $i table.get ref.is_null i64.extend_i32_u i64.add local.set $hash
	  local.get $i i32.const 1 i32.add local.set $i
	  br 0
	end end
	table.size local.get $hash)`

func list(word string, types []string) string {
	if len(types) == 0 {
		return ""
	}
	return "(" + word + " " + strings.Join(types, " ") + ")"
}

func (g *generator) function(i int, f signature) {
	g.f, g.left, g.tries = &f, 150, 0
	extra := g.types(4)
	g.locals = slices.Concat(f.params, extra)
	g.labels = []target{{types: f.results}}
	g.emit("\n(func $f%d (export \"f%[1]d\") %s %s %s", i, list("param", f.params), list("result", f.results), list("local", extra))
	g.step()
	g.statements()
	g.values(f.results, 3)
	g.emit(")")
}

// step returns where no steps are left.
func (g *generator) step() {
	g.emit("global.get $steps i32.eqz if")
	for _, t := range g.f.results {
		g.emit("%s.const 1", t)
	}
	g.emit("return end global.get $steps i32.const 1 i32.sub global.set $steps")
}

func (g *generator) values(types []string, depth int) {
	for _, t := range types {
		g.value(t, depth)
	}
}

func (g *generator) drop(n int) { g.emit("%s", strings.Repeat("drop ", n)) }

// pick chooses one of the indices for which ok holds; -1 if there is none.
func (g *generator) pick(n int, ok func(int) bool) int {
	var fit []int
	for i := range n {
		if ok(i) {
			fit = append(fit, i)
		}
	}
	if len(fit) == 0 {
		return -1
	}
	return fit[g.choose(len(fit))]
}

var operators = map[string][]string{
	"i32": {"add", "sub", "mul", "and", "or", "xor", "shl", "rotl", "div_u", "rem_s"},
	"i64": {"add", "sub", "mul", "and", "or", "xor", "shr_u", "rotr", "div_s", "rem_u"},
	"f64": {"add", "sub", "mul", "min"},
}

var constants = map[string][]string{
	"i32": {"1", "0", "-1", "2", "64", "1000", "65535", "2147483647", "-2147483648"},
	"i64": {"1", "0", "-1", "7", "4294967296", "9223372036854775807", "-9223372036854775808"},
	"f64": {"1", "0", "-1", "0.5", "1e300", "1e-300"},
}

// value leaves a value of a type on the stack.
func (g *generator) value(t string, depth int) {
	if depth == 0 || g.left < 0 {
		g.emit("%s.const %s", t, constants[t][g.choose(len(constants[t]))])
		return
	}
	switch g.choose(16) {
	case 0, 1:
		g.value(t, 0)
	case 2, 3:
		if i := g.pick(len(g.locals), func(i int) bool { return g.locals[i] == t }); i >= 0 {
			g.emit("local.get %d", i)
		} else {
			g.emit("global.get $%s", t)
		}
	case 4:
		g.emit("global.get $%s", t)
	case 5, 6:
		g.values([]string{t, t}, depth-1)
		g.emit("%s.%s", t, operators[t][g.choose(len(operators[t]))])
	case 7:
		g.convert(t, depth-1)
	case 8:
		g.address(depth - 1)
		if t == "f64" {
			g.emit("i64.load offset=%d f64.convert_i64_s", g.choose(256))
		} else {
			g.emit("%s.load offset=%d", t, g.choose(256))
		}
	case 9:
		g.block("block", []string{t}, depth)
	case 10:
		g.block("loop", []string{t}, depth)
	case 11:
		g.block("if", []string{t}, depth)
	case 12:
		g.values([]string{t, t, "i32"}, depth-1)
		g.emit("select")
	case 13:
		if !g.call(func(f signature) bool { return slices.Equal(f.results, []string{t}) }, depth-1) {
			g.value(t, 0)
		}
	case 14:
		if i := g.pick(len(g.locals), func(i int) bool { return g.locals[i] == t }); i >= 0 {
			g.value(t, depth-1)
			g.emit("local.tee %d", i)
			return
		}
		g.value(t, 0)
	case 15:
		g.engineValue(t, depth-1)
	}
}

func (g *generator) convert(t string, depth int) {
	from := scalars[g.choose(len(scalars))]
	g.value(from, depth)
	switch from + t {
	case "i64i32":
		g.emit("i32.wrap_i64")
	case "f64i32", "f64i64":
		g.emit("%s.trunc_sat_f64_s", t)
	case "i32i64":
		g.emit("i64.extend_i32_u")
	case "i32f64", "i64f64":
		g.emit("f64.convert_%s_s", from)
	}
}

// engineValue is a value of what memories and tables are.
func (g *generator) engineValue(t string, depth int) {
	switch g.choose(5) {
	case 0:
		g.emit("memory.size")
	case 1:
		g.emit("i32.const %d memory.grow", g.choose(3))
	case 2:
		g.emit("table.size")
	case 3:
		g.value("i32", depth)
		g.emit("i32.const 7 i32.and table.get ref.is_null")
	case 4:
		g.emit("ref.null func i32.const %d table.grow", []int{0, 1, 150}[g.choose(3)])
	}
	switch t {
	case "i64":
		g.emit("i64.extend_i32_s")
	case "f64":
		g.emit("f64.convert_i32_s")
	}
}

// address is one in the memory, or nearly always.
func (g *generator) address(depth int) {
	g.value("i32", depth)
	if !g.one(40) {
		g.emit("i32.const 0x7fff i32.and")
	}
}

// length is how many bytes or entries: few, more, too many.
func (g *generator) length(depth int) {
	g.value("i32", depth)
	g.emit("i32.const %s i32.and", []string{"7", "0xfff", "0x7fff", "-1"}[min(g.choose(9), 3)])
}

// call calls a function that fits, directly or through the table, if there is one.
func (g *generator) call(fits func(signature) bool, depth int) bool {
	i := g.pick(len(g.functions), func(i int) bool { return fits(g.functions[i]) })
	if i < 0 {
		return false
	}
	f := g.functions[i]
	g.values(f.params, depth)
	if g.one(3) {
		g.emit("i32.const %d call_indirect %s %s", g.choose(4), list("param", f.params), list("result", f.results))
	} else {
		g.emit("call $f%d", i)
	}
	return true
}

// block is a block that leaves values of some types.
func (g *generator) block(kind string, results []string, depth int) {
	params := g.types(1)
	g.values(params, 1)
	if kind == "if" {
		g.value("i32", 1)
	}
	g.emit("%s %s %s", kind, list("param", params), list("result", results))
	label := target{types: results, tries: g.tries}
	if kind == "loop" {
		label.types = params
	}
	g.labels = append(g.labels, label)
	arm := func() {
		if kind == "loop" {
			g.step()
		}
		g.drop(len(params))
		if g.left > 0 && depth > 0 {
			g.statements()
		}
		g.values(results, depth-1)
	}
	arm()
	if kind == "if" {
		g.emit("else")
		arm()
	}
	g.labels = g.labels[:len(g.labels)-1]
	g.emit("end")
}

func (g *generator) statements() {
	for range 1 + g.choose(4) {
		if g.left < 0 {
			return
		}
		g.statement()
	}
}

// statement leaves the stack as it is, or what follows it is never reached.
func (g *generator) statement() {
	const depth = 2
	switch g.choose(24) {
	case 0, 1:
		t := scalars[g.choose(len(scalars))]
		g.value(t, depth)
		if i := g.pick(len(g.locals), func(i int) bool { return g.locals[i] == t }); i >= 0 {
			g.emit("local.set %d", i)
		} else {
			g.emit("global.set $%s", t)
		}
	case 2:
		t := scalars[g.choose(len(scalars))]
		g.value(t, depth)
		g.emit("global.set $%s", t)
	case 3:
		t := scalars[g.choose(len(scalars))]
		g.address(depth)
		g.value(t, depth)
		g.emit("%s.store offset=%d", t, g.choose(256))
	case 4, 5, 6, 7:
		types := g.types(3)
		g.block([]string{"block", "loop", "loop", "if"}[g.choose(4)], types, depth)
		g.drop(len(types))
	case 8, 9, 10:
		i := g.choose(len(g.labels))
		types := g.label(i).types
		g.values(types, 1)
		g.value("i32", 1)
		g.emit("br_if %d", i)
		g.drop(len(types))
	case 11:
		i := g.choose(len(g.labels))
		g.values(g.label(i).types, 1)
		g.emit("br %d", i)
	case 12:
		g.brTable()
	case 13:
		g.values(g.f.results, 1)
		g.emit("return")
	case 14, 15, 16:
		i := g.choose(len(g.functions))
		results := g.functions[i].results
		g.call(func(f signature) bool { return slices.Equal(f.results, results) }, depth)
		g.drop(len(results))
	case 17:
		i := g.pick(len(g.functions), func(i int) bool { return slices.Equal(g.functions[i].results, g.f.results) })
		f := g.functions[i]
		g.values(f.params, 1)
		if g.one(3) {
			g.emit("i32.const %d return_call_indirect %s %s", g.choose(4), list("param", f.params), list("result", f.results))
		} else {
			g.emit("return_call $f%d", i)
		}
	case 18:
		g.bulk()
	case 19:
		g.tableStatement()
	case 20, 21:
		g.try(depth)
	case 22:
		g.throw()
	case 23:
		if g.one(4) {
			g.emit("unreachable")
		} else {
			g.emit("nop")
		}
	}
}

func (g *generator) label(i int) target { return g.labels[len(g.labels)-1-i] }

func (g *generator) brTable() {
	first := g.choose(len(g.labels))
	types := g.label(first).types
	g.values(types, 1)
	g.value("i32", 1)
	g.emit("br_table %d", first)
	for range 1 + g.choose(3) {
		g.emit("%d", g.pick(len(g.labels), func(i int) bool { return slices.Equal(g.label(i).types, types) }))
	}
}

func (g *generator) bulk() {
	g.address(1)
	switch g.choose(3) {
	case 0:
		g.emit("i32.const 7")
		g.length(1)
		g.emit("memory.fill")
	case 1:
		g.address(1)
		g.length(1)
		g.emit("memory.copy")
	case 2:
		g.emit("i32.const 1 i32.const %d memory.init $d", g.choose(10))
		if g.one(20) {
			g.emit("data.drop $d")
		}
	}
}

func (g *generator) tableStatement() {
	switch g.choose(4) {
	case 0:
		g.emit("i32.const %d ref.func $f%d table.set", g.choose(9), g.choose(len(g.functions)))
	case 1:
		g.emit("i32.const 0 ref.null func i32.const %d table.fill", []int{3, 128, 200}[g.choose(3)])
	case 2:
		g.emit("i32.const %d i32.const 0 i32.const %d table.copy", g.choose(4), []int{3, 128}[g.choose(2)])
	case 3:
		g.emit("i32.const %d i32.const 0 i32.const %d table.init $e", g.choose(4), g.choose(3))
		if g.one(20) {
			g.emit("elem.drop $e")
		}
	}
}

// try is a try_table that catches what it can send to the labels around it.
func (g *generator) try(depth int) {
	here := func(i int, types ...string) bool {
		return g.label(i).tries == g.tries && slices.Equal(g.label(i).types, types)
	}
	results := g.types(1)
	g.emit("block (result i32) block")
	g.labels = append(g.labels, target{types: []string{"i32"}, tries: g.tries}, target{tries: g.tries})
	g.emit("try_table %s", list("result", results))
	if g.one(2) {
		g.emit("(catch $plain %d)", g.pick(len(g.labels), func(i int) bool { return here(i) }))
	}
	if g.one(2) {
		g.emit("(catch $carries %d)", g.pick(len(g.labels), func(i int) bool { return here(i, "i32") }))
	}
	if g.one(2) {
		g.emit("(catch_all %d)", g.pick(len(g.labels), func(i int) bool { return here(i) }))
	}
	g.labels = append(g.labels, target{types: results, tries: g.tries})
	g.tries++
	g.statements()
	g.values(results, depth-1)
	g.tries--
	g.emit("end")
	g.drop(len(results))
	g.labels = g.labels[:len(g.labels)-2]
	g.emit("end i32.const 5 end")
	g.labels = g.labels[:len(g.labels)-1]
	g.drop(1)
}

func (g *generator) throw() {
	if g.one(2) {
		g.value("i32", 1)
		g.emit("throw $carries")
	} else {
		g.emit("throw $plain")
	}
}
