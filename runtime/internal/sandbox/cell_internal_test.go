package sandbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/wat"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// shop is a sandbox with one module.
type shop struct {
	*Sandbox
	*Module
}

func (s shop) enter(t testing.TB, memoryBytes int64) *Guest {
	t.Helper()
	g, err := s.Enter(context.Background(), nil, Limits{MemoryBytes: memoryBytes, Fuel: 1 << 22, HostCalls: 1000}, context.Background)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// run lets a guest run an export and leave.
func (s shop) run(t testing.TB, memoryBytes int64, export string) (result uint64, err error) {
	t.Helper()
	g := s.enter(t, memoryBytes)
	defer g.Leave()
	return g.Call(export)
}

const megabyte = 1 << 20

// open makes a sandbox of a module whose guests are frozen, if they can be.
func open(t testing.TB, text string) shop {
	t.Helper()
	s := openFresh(t, text)
	if s.Obstacle() == nil {
		limits := Limits{MemoryBytes: max(megabyte, s.MemoryBytes()), Fuel: 1 << 20, HostCalls: 1000}
		if err := s.Freeze(context.Background(), nil, limits, context.Background, nil); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// openFresh makes a sandbox of a module that nothing is known of yet. Two guests
// execute at a time.
func openFresh(t testing.TB, text string) shop {
	t.Helper()
	ctx := context.Background()
	box, err := Open(ctx, Options{Slots: 2, Worlds: []World{{Module: "world", Functions: []Function{
		{Name: "exit", Call: func(g *Guest, _ []uint64) { g.Exit(1) }},
	}}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := box.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	read, err := wasm.ReadWithin(wat.Assemble(text), wasm.DefaultCaps())
	if err != nil {
		t.Fatal(err)
	}
	m, err := box.Compile(ctx, read)
	if err != nil {
		t.Fatal(err)
	}
	return shop{box, m}
}

// counter counts in its memory and in a global, which begin with what its
// initialisation has left there: 40 and 60. A run returns their sum.
func counter(pages int) string {
	return fmt.Sprintf(`(module
		(import "world" "exit" (func $exit))
		(memory (export "memory") %d)
		(global $g (mut i64) (i64.const 50))
		(data (i32.const %d) "\14")
		(start $start)
		(func $start (i32.store (i32.const %[2]d) (i32.mul (i32.load (i32.const %[2]d)) (i32.const 2))))
		(func (export "_initialize") (global.set $g (i64.add (global.get $g) (i64.const 10))))
		(func $count (export "count") (result i32)
			(i32.store (i32.const %[2]d) (i32.add (i32.load (i32.const %[2]d)) (i32.const 1)))
			(global.set $g (i64.add (global.get $g) (i64.const 1)))
			(i32.add (i32.load (i32.const %[2]d)) (i32.wrap_i64 (global.get $g))))
		(func (export "grow") (result i32) (drop (call $count)) (memory.grow (i32.const 1)))
		(func (export "trap") (result i32) (drop (call $count)) (unreachable))
		(func (export "leave") (result i32) (drop (call $count)) (call $exit) (i32.const 0))
		(func (export "spin") (result i32) (drop (call $count)) (loop (br 0)) (i32.const 0))
		(func $deep (param i32) (result i32)
			(if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
			(i32.add (call $deep (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
		(func (export "recurse") (result i32) (call $deep (i32.const 100000))))`, pages, pages<<16-8)
}

func TestEachGuestBeginsWithTheImage(t *testing.T) {
	for _, pages := range []int{1, 2, 3, 70} {
		s := open(t, counter(pages))
		if !s.Frozen() {
			t.Fatalf("%d pages: not frozen", pages)
		}
		var cells []*cell
		for range 3 {
			g := s.enter(t, 8*megabyte)
			cells = append(cells, g.cell)
			for i := range uint64(3) { // within a stay they are its own
				if sum, err := g.Call("count"); err != nil || sum != 100+2*(i+1) {
					t.Errorf("%d pages, call %d: %d, %v", pages, i, sum, err)
				}
			}
			g.Leave()
		}
		if cells[1] != cells[0] || cells[2] != cells[0] {
			t.Errorf("%d pages: the cell was not kept for the next guest", pages)
		}
	}
}

// A guest that was ended has left its cell torn, and a memory that has grown
// cannot shrink: nobody gets these.
func TestWhatCannotBeAsItWasIsReplaced(t *testing.T) {
	for _, pages := range []int{1, 70} {
		s := open(t, counter(pages))
		for _, export := range []string{"grow", "trap", "leave", "spin"} {
			g := s.enter(t, 8*megabyte)
			used := g.cell
			_, err := g.Call(export)
			g.Leave()
			if ended := err != nil; ended != (export != "grow") {
				t.Errorf("%s: %v", export, err)
			}
			g = s.enter(t, 8*megabyte)
			if g.cell == used || g.cell == nil {
				t.Errorf("%d pages: %s left its cell to the next guest", pages, export)
			}
			if sum, err := g.Call("count"); err != nil || sum != 102 {
				t.Errorf("%d pages, after %s: %d, %v", pages, export, sum, err)
			}
			if size := g.MemoryBytes(); size != int64(pages)<<16 {
				t.Errorf("%d pages, after %s: %d bytes", pages, export, size)
			}
			g.Leave()
		}
	}
}

// Whatever pages a guest writes, by any of the ways in which a memory is
// restored it is the image again, byte for byte.
func TestARestoredMemoryIsTheImage(t *testing.T) {
	for name, s := range restorers(t) {
		t.Run(name, func(t *testing.T) {
			g := s.enter(t, 16*megabyte)
			defer g.Leave()
			want := append([]byte(nil), g.cell.memory.bytes()...)
			if !bytes.ContainsAny(want, "\x28\x29") {
				t.Fatal("the memory is not what the image says to begin with")
			}
			rapid.Check(t, func(t *rapid.T) {
				memory := g.cell.memory.bytes()
				for _, at := range rapid.SliceOfN(rapid.IntRange(0, len(memory)-1), 0, 40).Draw(t, "writes at") {
					memory[at] += byte(rapid.IntRange(1, 255).Draw(t, "by"))
				}
				step := rapid.SampledFrom([]int{1, 4096, 8192, len(memory)}).Draw(t, "every")
				for at := 0; at < len(memory); at += step {
					memory[at] ^= 0xff
				}
				if !g.cell.thaw() {
					t.Fatal("it says no")
				}
				if !bytes.Equal(memory, want) {
					t.Error("the memory is another")
				}
			})
		})
	}
}

// restorers are guests of memories of all sizes, on systems of all kinds.
func restorers(t *testing.T) map[string]shop {
	all := map[string]shop{}
	for _, pages := range []int{1, 2, 3, 16, 70, 200} {
		s := open(t, counter(pages))
		all[fmt.Sprintf("%d pages", pages)] = s
		all[fmt.Sprintf("%d pages, over an image", pages)] = s.over(t, scattered)
	}
	for name, change := range ways() {
		s := open(t, counter(70))
		change(s.image())
		all[name] = s
		over := s.over(t, scattered)
		change(over.image())
		all[name+", over an image"] = over
	}
	return all
}

func TestARuntimeThatIsClosedLeavesNothingMapped(t *testing.T) {
	for _, pages := range []int{1, 70} {
		t.Run(fmt.Sprintf("%d pages", pages), func(t *testing.T) {
			work := func() {
				s := open(t, counter(pages))
				for _, s := range []shop{s, s.over(t, scattered)} {
					for _, export := range []string{"count", "trap", "grow", "count"} {
						_, _ = s.run(t, 16*megabyte, export)
					}
				}
				if err := s.Close(context.Background()); err != nil {
					t.Error(err)
				}
			}
			work() // what is made once is nobody's leak
			maps, files := held(t)
			for range 20 {
				work()
			}
			// Go maps its heap and its threads' stacks as it needs them.
			if m, f := held(t); m > maps+15 || f > files {
				t.Errorf("%d mappings and %d files, and %d and %d before", m, f, maps, files)
			}
		})
	}
}

func TestIdleCellsAreFewAndGivenUpAfterAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, counter(70))
		idle := func() int {
			s.idle.mu.Lock()
			defer s.idle.mu.Unlock()
			return len(s.idle.idle)
		}
		waiting, another := s.enter(t, 8*megabyte), s.enter(t, 8*megabyte)
		waiting.Wait(func() { s.enter(t, 8*megabyte).Leave() })
		waiting.Leave()
		another.Leave()
		if n := idle(); n != 2 {
			t.Errorf("of 3 cells %d wait, where 2 guests execute at a time", n)
		}
		time.Sleep(idleFor / 2)
		_, _ = s.run(t, 8*megabyte, "count")
		time.Sleep(idleFor / 2)
		synctest.Wait()
		if n := idle(); n != 1 {
			t.Errorf("%d cells wait, and only one was used of late", n)
		}
		time.Sleep(idleFor / 2)
		synctest.Wait()
		if n := idle(); n != 0 || s.idle.sweeps != nil {
			t.Errorf("%d cells wait, and none was used of late", n)
		}
	})
}

func TestACellIsGivenUpWithTimeAndUse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, counter(1))
		next := func() *cell {
			g := s.enter(t, megabyte)
			defer g.Leave()
			return g.cell
		}
		first := next()
		for range oldest / idleFor * 2 {
			time.Sleep(idleFor / 2)
			synctest.Wait()
			if first.made.Add(oldest).After(time.Now()) && next() != first {
				t.Fatalf("another cell after %v", time.Since(first.made))
			}
		}
		next() // in it, for the last time
		second := next()
		if second == first {
			t.Errorf("the same cell after %v", time.Since(first.made))
		}
		second.guests = mostGuests - 1
		if next() != second { // the last that it serves
			t.Errorf("another cell before it had %d guests", mostGuests)
		}
		if next() == second {
			t.Errorf("the same cell after %d guests", mostGuests)
		}
	})
}

func TestACellIsForGuestsWithinItsReserve(t *testing.T) {
	s := open(t, counter(1))
	const page = 1 << 16
	grow := func(limit int64) (used *cell, size int64) {
		g := s.enter(t, limit)
		defer g.Leave()
		if _, err := g.Call("grow"); err != nil {
			t.Fatal(err)
		}
		return g.cell, g.MemoryBytes()
	}
	small, size := grow(page)
	if size != page {
		t.Errorf("a guest with a limit of a page has %d bytes", size)
	}
	large := s.enter(t, 4*page)
	if large.cell == small {
		t.Error("a guest has a cell whose memory cannot grow to its limit")
	}
	roomy := large.cell
	large.Leave()
	if used, size := grow(page); used != roomy || size != page {
		t.Errorf("a cell with more room: used %v, %d bytes", used == roomy, size)
	}
}

// After a recursion the engine holds megabytes of stack for its next.
func TestNoLargeStackIsKept(t *testing.T) {
	s := open(t, counter(1))
	g := s.enter(t, 16*megabyte)
	defer g.Leave()
	if depth, err := g.Call("recurse"); err != nil || depth != 100000 {
		t.Fatal(depth, err)
	}
	if i := g.instance.(*wazeroInstance); i.function != nil {
		t.Errorf("a stack of %d bytes is kept", i.stackBytes())
	}
	if _, err := g.Call("count"); err != nil {
		t.Fatal(err)
	}
	if i := g.instance.(*wazeroInstance); i.function == nil || i.stackBytes() > keptStackBytes {
		t.Error("a small stack is not kept")
	}
}

func TestAnInitialisationThatFailsIsMetByEachGuest(t *testing.T) {
	const text = `(module (memory (export "memory") 1) (func (export "_initialize") (unreachable)))`
	ctx := context.Background()
	box, err := Open(ctx, Options{Slots: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close(ctx)
	read, err := wasm.Read(wat.Assemble(text))
	if err != nil {
		t.Fatal(err)
	}
	m, err := box.Compile(ctx, read)
	if err != nil {
		t.Fatal(err)
	}
	limits := Limits{MemoryBytes: megabyte, Fuel: 1000, HostCalls: 1}
	isTrap := func(err error) bool {
		fault, ok := errors.AsType[*check.Fault](err)
		return ok && fault.Reason == check.Trap
	}
	if err := m.Freeze(ctx, nil, limits, context.Background, nil); !isTrap(err) || m.Frozen() {
		t.Errorf("freezing: %v", err)
	}
	for range 2 {
		g, err := m.Enter(ctx, nil, limits, context.Background)
		if !isTrap(err) || !g.Initialised() {
			t.Errorf("entering: %v", err)
		}
		g.Leave()
	}
}

func held(t *testing.T) (mappings, files int) {
	t.Helper()
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		return 0, 0 // not on this system
	}
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Count(string(maps), "\n"), len(open)
}
