package wasm

import (
	"errors"
	"fmt"
	"sort"
	"strings"
	"testing"
)

// beyond returns a module that holds n of what a cap counts.
var beyond = map[Cap]func(n int) []byte{
	CapModuleBytes: func(n int) []byte { return append([]byte(header), make([]byte, n-len(header))...) },
	CapTypes:       func(n int) []byte { return module(section(1, repeat(n, noParams))) },
	CapParams:      func(n int) []byte { return module(section(1, vector("\x60"+repeat(n, "\x7f")+"\x00"))) },
	CapResults:     func(n int) []byte { return module(section(1, vector("\x60\x00"+repeat(n, "\x7f")))) },
	CapImports: func(n int) []byte {
		return module(section(1, vector(noParams)), section(2, repeat(n, "\x00\x00\x00\x00")))
	},
	CapFunctions: func(n int) []byte {
		return module(section(1, vector(noParams)), section(3, repeat(n, "\x00")), section(10, repeat(n, "\x02\x00\x0b")))
	},
	CapTables:   func(n int) []byte { return module(section(4, repeat(n, funcTable))) },
	CapTableMin: func(n int) []byte { return module(section(4, vector("\x70\x00"+number(n)))) },
	CapTableMax: func(n int) []byte { return module(section(2, vector("\x00\x00\x01\x70\x01\x00"+number(n)))) },
	CapMemoryMin: func(n int) []byte {
		return module(section(5, vector("\x00"+number(n))))
	},
	CapTags: func(n int) []byte {
		return module(section(1, vector(noParams)), section(13, repeat(n, "\x00\x00")))
	},
	CapGlobals: func(n int) []byte {
		return module(section(2, vector("\x00\x00\x03\x7f\x00")), section(6, repeat(n-1, "\x7f\x00"+i32Zero)))
	},
	CapExports: func(n int) []byte {
		var entries []string
		for i := range n {
			entries = append(entries, sized(fmt.Sprint(i))+"\x02\x00")
		}
		return module(section(5, vector("\x00\x01")), section(7, vector(entries...)))
	},
	CapElementSegments: func(n int) []byte { return module(section(9, repeat(n, "\x01\x00\x00"))) },
	CapElements: func(n int) []byte {
		return module(section(9, vector("\x05\x70"+repeat(1, "\xd0\x70\x0b"), "\x05\x70"+repeat(n-1, "\xd0\x70\x0b"))))
	},
	CapBodyBytes:    func(n int) []byte { return function(noLocals, strings.Repeat("\x01", n-2)+"\x0b") },
	CapInstructions: func(n int) []byte { return function(noLocals, strings.Repeat("\x01", n-1)+"\x0b") },
	CapLocals: func(n int) []byte {
		return module(
			section(1, vector("\x60\x01\x7f\x00")),
			section(3, vector("\x00")),
			section(10, vector(sized(vector(number(n-1)+"\x7f")+"\x0b"))))
	},
	CapNesting: func(n int) []byte { return function(noLocals, nested(n)) },
	CapDepth:   func(n int) []byte { return function(noLocals, blocksOfDepths(n)) },
	CapModuleDepth: func(n int) []byte {
		return manyOf(n, 1_000_000, func(n int) string { return noLocals + blocksOfDepths(n) })
	},
	CapFlow:        func(n int) []byte { return function(noLocals, flowing(n)) },
	CapModuleFlow:  func(n int) []byte { return manyOf(n, 1_000_000, func(n int) string { return noLocals + flowing(n) }) },
	CapLive:        func(n int) []byte { return manyOf(n, n, living) },
	CapModuleLive:  func(n int) []byte { return manyOf(n, 100_000, living) },
	CapSteps:       func(n int) []byte { return manyOf(n, n, lookingUp) },
	CapModuleSteps: func(n int) []byte { return manyOf(n, 1_000_000, lookingUp) },
	CapCode:        func(n int) []byte { return function(noLocals, calling(n)) },
	CapModuleCode:  func(n int) []byte { return manyCalling(n, 100_000) },
	CapTargets:     func(n int) []byte { return function(noLocals, "\x41\x00\x0e"+repeat(n, "\x00")+"\x00\x0b") },
	CapDataSegments: func(n int) []byte {
		return module(section(11, repeat(n, "\x01\x00")))
	},
	CapDataBytes: func(n int) []byte {
		return module(section(11, vector("\x01"+sized("x"), "\x01"+sized(strings.Repeat("x", n-1)))))
	},
	CapCustoms: func(n int) []byte { return module(strings.Repeat(section(0, "\x00"), n)) },
	CapCustomBytes: func(n int) []byte {
		return module(section(0, "\x00"), section(0, "\x00"+strings.Repeat("x", n-2)))
	},
	CapNameBytes: func(n int) []byte { return module(section(0, sized(strings.Repeat("x", n)))) },
}

// manyOf has functions that hold n of something together, each of them as much
// of it or less.
func manyOf(n, each int, body func(n int) string) []byte {
	bodies := []string{sized(body(n % each))}
	for range n / each {
		bodies = append(bodies, sized(body(each)))
	}
	return module(
		section(1, vector(noParams)),
		section(3, repeat(len(bodies), "\x00")),
		section(10, vector(bodies...)))
}

// flowing is code whose flow is n: blocks one after another, of which the last
// returns. A branch out of one of them makes up for what is missing.
func flowing(n int) string {
	blocks := 0
	for sum := 0; sum+blocks+1 <= n; sum += blocks {
		blocks++
	}
	missing := n - blocks*(blocks+1)/2
	var code strings.Builder
	for depth := 1; depth <= blocks; depth++ {
		if depth == missing {
			code.WriteString("\x41\x00\x0d\x00") // i32.const 0, br_if 0
		} else {
			code.WriteString("\x02\x40\x0b")
		}
	}
	return code.String() + "\x0f\x0b"
}

// living is the body of a function whose values are kept through n blocks
// together: one local is used after so many blocks, all others after more.
func living(n int) string {
	const others = 900
	var code strings.Builder
	for block := range max(n/others, n%others) + 1 {
		if block > 0 && block == n%others {
			code.WriteString("\x20\x00\x1a") // local.get 0, drop
		}
		if block > 0 && block == n/others {
			for local := range others {
				code.WriteString("\x20" + number(1+local) + "\x1a")
			}
		}
		code.WriteString("\x02\x40\x0b")
	}
	return vector(number(others+1)+"\x7f") + code.String() + "\x0b"
}

// lookingUp is the body of a function that takes n thousand steps to find its
// local, 45 for each block that it lies behind.
func lookingUp(n int) string {
	const blocks, get = 2000, "\x20\x00\x1a" // local.get 0, drop
	behind := (n*1000 + 44) / 45
	var code strings.Builder
	for block := range blocks {
		if block == behind%blocks {
			code.WriteString(get)
		}
		code.WriteString("\x02\x40\x0b")
	}
	return vector("\x01\x7f") + code.String() + strings.Repeat(get, behind/blocks) + "\x0b"
}

// calling is code whose weight is n: calls, and what is missing.
func calling(n int) string {
	return strings.Repeat("\x10\x00", n/5) + strings.Repeat("\x01", n%5) + "\x0b" // call 0, nop
}

// manyCalling has functions whose weight in the module is n together, none of
// them heavier than most.
func manyCalling(n, most int) []byte {
	var bodies []string
	for n > 0 {
		code := sort.Search(most, func(code int) bool { return inModule(code+1) > n })
		bodies = append(bodies, sized(noLocals+calling(code)))
		n -= inModule(code)
	}
	return module(
		section(1, vector(noParams)),
		section(3, repeat(len(bodies), "\x00")),
		section(10, vector(bodies...)))
}

func nested(depth int) string {
	return strings.Repeat("\x02\x40", depth) + strings.Repeat("\x0b", depth+1)
}

// blocksOfDepths is code whose blocks have depths that add up to sum.
func blocksOfDepths(sum int) string {
	code := ""
	for deep := 1000; deep > 0; deep-- {
		tower := strings.Repeat("\x02\x40", deep) + strings.Repeat("\x0b", deep)
		sumOfTower := deep * (deep + 1) / 2
		code += strings.Repeat(tower, sum/sumOfTower)
		sum %= sumOfTower
	}
	return code + "\x0b"
}

func TestEveryCapBitesOneAboveItsValue(t *testing.T) {
	for c := range capCount {
		// Small values, so that modules are small; the others out of the way.
		for _, allowed := range []int{20, 200} {
			caps := HardCaps()
			caps[c] = allowed
			if c == CapModuleBytes {
				_, err := ReadWithin(make([]byte, allowed+1), caps)
				wantCap(t, err, c, allowed+1, allowed)
				continue
			}
			if _, err := ReadWithin(beyond[c](allowed), caps); err != nil {
				t.Errorf("%s: %d of %d are refused: %v", c, allowed, allowed, err)
			}
			_, err := ReadWithin(beyond[c](allowed+1), caps)
			wantCap(t, err, c, allowed+1, allowed)
		}
	}
}

func TestEveryDefaultCapBites(t *testing.T) {
	caps := DefaultCaps()
	for c := range capCount {
		_, err := ReadWithin(beyond[c](caps[c]+1), caps)
		wantCap(t, err, c, caps[c]+1, caps[c])
	}
}

func wantCap(t *testing.T, err error, c Cap, found, allowed int) {
	t.Helper()
	var e *CapError
	if !errors.As(err, &e) || e.Cap != c || e.Found != found || e.Allowed != allowed {
		t.Errorf("cap %s: got %v; want found %d, allowed %d", c, err, found, allowed)
	}
}

func TestCapErrorNamesCapValueAndBound(t *testing.T) {
	_, err := ReadWithin(function(noLocals, nested(2001)), DefaultCaps())
	want := "at byte 0xfb9, function 0: found 2001 blocks inside each other, cap nesting allows 2000"
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

func TestCapsMoveWithinHardBounds(t *testing.T) {
	caps := DefaultCaps()
	if err := caps.Set("locals", 3000); err != nil || caps[CapLocals] != 3000 {
		t.Errorf("locals is %d: %v", caps[CapLocals], err)
	}
	if _, err := ReadWithin(beyond[CapLocals](3000), caps); err != nil {
		t.Error(err)
	}
	for _, c := range []struct {
		name  string
		value int
		want  string
	}{
		{"nesting", 20_001, "cap nesting: 20001 is not between 0 and 20000"},
		{"nesting", -1, "cap nesting: -1 is not between 0 and 20000"},
		{"depht", 1, `cap "depht" is not known`},
	} {
		if err := caps.Set(c.name, c.value); err == nil || err.Error() != c.want {
			t.Errorf("%s %d: got %v, want %s", c.name, c.value, err, c.want)
		}
	}
	hard := HardCaps()
	for c, standard := range DefaultCaps() {
		if standard > hard[c] {
			t.Errorf("%s: %d is beyond its hard bound %d", Cap(c), standard, hard[c])
		}
	}
}

// bombs are modules that would cost an engine seconds or gigabytes.
var bombs = []struct {
	name   string
	cap    Cap
	module func() []byte
}{
	{"a million functions", CapFunctions, func() []byte { return beyond[CapFunctions](1_000_000) }},
	{"20,000 blocks inside each other", CapNesting, func() []byte { return function(noLocals, nested(20_000)) }},
	{"1,000 functions of 1,000 blocks", CapModuleDepth, func() []byte { return beyond[CapModuleDepth](500_500_000) }},
	{"2,000 locals", CapLocals, func() []byte { return beyond[CapLocals](2000) }},
	{"600,000 instructions", CapBodyBytes, func() []byte { return beyond[CapInstructions](600_000) }},
	{"200,000 small instructions", CapInstructions, func() []byte { return beyond[CapInstructions](200_000) }},
	{"a million calls through a table", CapModuleCode, func() []byte { return callsThroughATable(1000, 1000) }},
	{"80,000 of them in one function", CapCode, func() []byte { return callsThroughATable(1, 80_000) }},
	{"10,000 calls of 100 values", CapCode, func() []byte { return handing(1, strings.Repeat("\x10\x00", 10_000)) }},
	{"10,000 functions of 10 such calls", CapModuleCode, func() []byte { return handing(10_000, strings.Repeat("\x10\x00", 10)) }},
	{"6,000 returns of 100 values", CapCode, func() []byte { return handing(1, strings.Repeat("\x41\x00\x04\x00\x0f\x0b", 6000)) }},
	{"9,990 branches of 100 values", CapCode, func() []byte {
		return handing(1, "\x02\x00\x41\x00\x0e"+repeat(9990, "\x00")+"\x00\x0b")
	}},
	{"a table of 2^27-1", CapTableMin, func() []byte { return beyond[CapTableMin](1<<27 - 1) }},
}

// callsThroughATable has functions of so many calls each.
func callsThroughATable(functions, calls int) []byte {
	body := noLocals + "\x41\x00" + strings.Repeat("\x11\x00\x00", calls) + "\x1a\x0b" // i32.const 0, call_indirect, drop
	return module(
		section(1, vector("\x60\x00\x01\x7f", noParams)),
		section(3, repeat(functions, "\x01")),
		section(4, vector(funcTable)),
		section(10, repeat(functions, sized(body))))
}

// handing has so many functions that take and give 100 values, and do something
// with them in between.
func handing(functions int, code string) []byte {
	hundred := repeat(100, "\x7f")
	var gets strings.Builder
	for i := range 100 {
		gets.WriteString("\x20" + number(i))
	}
	return module(
		section(1, vector("\x60"+hundred+hundred)),
		section(3, repeat(functions, "\x00")),
		section(10, repeat(functions, sized(noLocals+gets.String()+code+"\x0b"))))
}

func TestCompileBombsAreRefused(t *testing.T) {
	for _, bomb := range bombs {
		_, err := ReadWithin(bomb.module(), DefaultCaps())
		var e *CapError
		if !errors.As(err, &e) || e.Cap != bomb.cap {
			t.Errorf("%s: got %v, want cap %s", bomb.name, err, bomb.cap)
		}
	}
}

func BenchmarkRefuseBomb(b *testing.B) {
	for _, bomb := range bombs {
		module := bomb.module()
		b.Run(bomb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ReadWithin(module, DefaultCaps()); err == nil {
					b.Fatal("it is read")
				}
			}
		})
	}
}
