package wasm

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/spectest"
)

// What effort takes for the height of the stack must be what the
// specification's validator finds, wherever code gets to an end.
func TestHeightsOfOperandsAreRight(t *testing.T) {
	ends, caps := 0, noCaps()
	for _, s := range spectest.Scripts(t, suites...) {
		for i := range s.Commands {
			c := &s.Commands[i]
			if !c.Valid() || laterFeatures[s.At(c)] != "" {
				continue
			}
			m, err := readAll(s.Module(t, c), &caps)
			if err != nil {
				t.Fatal(err)
			}
			w, e := NewWalker(m), effort{}
			for body := range m.Code {
				w.Enter(body)
				if w.Err() != nil {
					continue // 2^32 locals
				}
				e.enter(w)
				for w.Next() {
					if w.Op == OpEnd && !e.dead {
						f := e.frames[len(e.frames)-1]
						if want := f.height + len(m.Block(f.block).Results); e.height != want {
							t.Fatalf("%s: function %d at %#x: %d operands, want %d", s.At(c), w.Function, w.Offset, e.height, want)
						}
						ends++
					}
					e.step(w)
				}
			}
		}
	}
	if ends < 10_000 {
		t.Errorf("only %d ends were looked at", ends)
	}
}

// code is a function with locals, of which local.get 0 gives a condition.
func effortful(locals int, code ...string) []byte {
	return function(vector(number(locals)+"\x7f"), strings.Join(code, "")+"\x0b")
}

const (
	useful  = "\x20\x00\x0d\x00"           // local.get 0, br_if 0
	anyUse  = "\x02\x40" + useful + "\x0b" // in a block
	turn    = "\x03\x40" + useful + "\x0b" // in a loop
	arms    = "\x20\x00\x04\x40\x05\x0b"   // if, else
	load    = "\x3f\x00\x28\x02\x00\x1a"   // of what memory.size gives
	filling = "\x20\x00\x20\x00\x20\x00\xfc\x0b\x00"
)

func reads(locals int) string {
	var code strings.Builder
	for local := range locals {
		code.WriteString("\x20" + number(local) + "\x1a") // local.get, drop
	}
	return code.String()
}

// sets gives each local a value of its own.
func sets(locals int) string {
	var code strings.Builder
	for local := range locals {
		code.WriteString("\x41\x01\x21" + number(local)) // i32.const, local.set
	}
	return code.String()
}

// passes gives each local the value of the next.
func passes(locals int) string {
	var code strings.Builder
	for local := range locals - 1 {
		code.WriteString("\x20" + number(local+1) + "\x21" + number(local)) // local.get, local.set
	}
	return code.String()
}

// passing has so many loops that pass on 100 parameters, one of which turns out
// to be the same in each round, and locals that are merged in each of these.
func passing(loops int) []byte {
	const handed, locals = 100, 300
	hundred := strings.Repeat("\x7f", handed)
	turns := "\x03\x01\x21\x01\x41\x00\x20\x01\x41\x01\x0d\x00\x0b" // loop: local.set 1, i32.const 0, local.get 1, i32.const 1, br_if 0
	code := "\x02\x40" + sets(locals) + "\x20\x00\x04\x40\x20\x00\x0e" + repeat(1500, "\x01") + "\x01\x0b" + sets(locals) + "\x0b" + reads(locals) +
		strings.Repeat("\x41\x00", handed) + strings.Repeat(turns, loops) + strings.Repeat("\x1a", handed)
	return module(
		section(1, vector(noParams, "\x60"+number(handed)+hundred+number(handed)+hundred)),
		section(3, vector("\x00")),
		section(10, vector(sized(vector(number(locals)+"\x7f")+code+"\x0b"))))
}

// All of these take an engine minutes or gigabytes, and are small.
func TestWhatTakesTheSquareOfItsSizeIsRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		cap  Cap
		code []byte
	}{
		{"8,000 blocks, one after another", CapFlow, effortful(1, strings.Repeat(anyUse, 8000))},
		{"5,000 loops, one after another", CapFlow, effortful(1, strings.Repeat(turn, 5000))},
		{"8,000 ifs of two arms", CapFlow, effortful(1, strings.Repeat(arms, 8000))},
		{"8,000 branches out", CapFlow, effortful(1, strings.Repeat(useful, 8000))},
		{"2,000 fills", CapFlow, module(
			section(1, vector(noParams)), section(3, vector("\x00")), section(5, vector("\x00\x01")),
			section(10, vector(sized(vector("\x01\x7f")+strings.Repeat(filling, 2000)+"\x0b"))))},
		{"5 br_tables of 9,000 targets, far behind", CapFlow, effortful(1,
			strings.Repeat(anyUse, 500), strings.Repeat("\x02\x40\x20\x00\x0e"+repeat(9000, "\x00")+"\x00\x0b", 5))},
		{"900 locals kept through 2,000 blocks", CapLive, effortful(900, strings.Repeat(anyUse, 2000), reads(900))},
		{"900 locals kept through 300 loops", CapLive, effortful(900, strings.Repeat(turn, 300), reads(900))},
		{"900 locals used early in a long loop", CapLive, effortful(900, "\x03\x40", reads(900), strings.Repeat(anyUse, 2000), "\x0b")},
		{"100 locals used in the innermost of 100 loops", CapLive, effortful(100, strings.Repeat("\x03\x40", 100), reads(100), strings.Repeat("\x0b", 100))},
		{"990 locals that 9,000 paths merge", CapSteps, effortful(990,
			"\x02\x40", sets(990), "\x20\x00\x04\x40\x20\x00\x0e"+repeat(9000, "\x01")+"\x01\x0b", sets(990), "\x0b", reads(990))},
		{"20 loops that pass values on through 990 locals", CapSteps, effortful(990,
			strings.Repeat("\x03\x40"+passes(990)+useful+"\x0b", 20), reads(990))},
		{"loops that pass parameters on, behind 1,500 paths", CapSteps, passing(20)},
		{"100 locals looked for along 3,000 paths", CapSteps, effortful(100,
			sets(100), "\x02\x40", strings.Repeat(useful, 3000), "\x0b", reads(100))},
		{"a local looked for 50,000 times, far behind", CapSteps, effortful(1,
			"\x02\x40", strings.Repeat(useful, 3000), strings.Repeat("\x20\x00\x1a", 50_000), "\x0b")},
		{"10,000 addresses through 2,000 blocks", CapSteps, module(
			section(1, vector(noParams)), section(3, vector("\x00")), section(5, vector("\x00\x01")),
			section(10, vector(sized(vector("\x01\x7f")+strings.Repeat(load, 10_000)+strings.Repeat(anyUse, 2000)+"\x0b"))))},
		{"3,000 branches out of 300 handlers", CapSteps, effortful(1,
			strings.Repeat("\x1f\x40\x00", 300), strings.Repeat("\x20\x00\x0d"+number(299), 3000), strings.Repeat("\x0b", 300))},
		{"3,000 operands that wait for 1,000 loops", CapLive, effortful(1,
			strings.Repeat("\x20\x00", 3000), strings.Repeat(turn, 1000), strings.Repeat("\x1a", 3000))},
	} {
		_, err := ReadWithin(c.code, DefaultCaps())
		var e *CapError
		if !errors.As(err, &e) || e.Cap != c.cap {
			t.Errorf("%s: %d bytes: got %v, want cap %s", c.name, len(c.code), err, c.cap)
		}
	}
}

func TestWhatHasManyBranchesOfOneRootIsRead(t *testing.T) {
	const cases = 1000
	var code strings.Builder
	code.WriteString(strings.Repeat("\x02\x40", cases) + "\x20\x00\x0e" + number(cases-1))
	for label := range cases {
		code.WriteString(number(label))
	}
	code.WriteString(strings.Repeat("\x0b"+anyUse+"\x0f", cases)) // each case does something and returns
	if _, err := ReadWithin(effortful(1, code.String()), DefaultCaps()); err != nil {
		t.Errorf("a switch of %d cases: %v", cases, err)
	}
}

func TestEffortOfSmallFunctions(t *testing.T) {
	for _, c := range []struct {
		code       string
		flow, live int
	}{
		{"", 1, 0},                         // to the end
		{"\x0f", 0, 0},                     // a return
		{"\x02\x40\x0b", 3, 0},             // a block: to its end, from there to that of the function
		{"\x20\x00\x1a", 1, 0},             // local.get, at once
		{"\x02\x40\x0b\x20\x00\x1a", 3, 1}, // behind a block
		{"\x02\x40\x0b\x41\x00\x21\x00\x20\x00\x1a", 3, 0}, // of a new value
		{"\x02\x40\x0c\x00\x0b", 3, 0},                     // br: no other way out
		{"\x41\x00\x02\x40\x0b\x1a", 3, 1},                 // an operand that waits
		{"\x03\x40\x0b", 6, 0},
		{"\x03\x40\x20\x00\x1a\x0b", 6, 5 + 0}, // kept to the loop, whose start counts 5, and in it
		{arms, 8, 0},
	} {
		m, err := Read(effortful(1, c.code))
		if err != nil {
			t.Fatal(err)
		}
		w, e := NewWalker(m), effort{}
		w.Enter(0)
		e.enter(w)
		for w.Next() {
			e.step(w)
		}
		if e.flow != c.flow || e.live != c.live {
			t.Errorf("%s: flow %d, live %d; want %d, %d", fmt.Sprintf("% x", c.code), e.flow, e.live, c.flow, c.live)
		}
	}
}
