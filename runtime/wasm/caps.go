package wasm

import (
	"fmt"
	"math"
)

// Cap is a bound on what a module may hold, so that no module costs the engine
// that compiles it more time or memory than we are ready to give.
type Cap int

const (
	CapModuleBytes Cap = iota
	CapTypes
	CapParams
	CapResults
	CapImports
	CapFunctions
	CapTables
	CapTableMin
	CapTableMax
	CapMemoryMin
	CapTags
	CapGlobals
	CapExports
	CapElementSegments
	CapElements
	CapBodyBytes
	CapInstructions
	CapLocals
	CapNesting
	CapDepth
	CapModuleDepth
	CapFlow
	CapModuleFlow
	CapLive
	CapModuleLive
	CapSteps
	CapModuleSteps
	CapCode
	CapModuleCode
	CapTargets
	CapDataSegments
	CapDataBytes
	CapCustoms
	CapCustomBytes
	CapNameBytes
	capCount
)

// capTable says what each cap counts, what it is unless an operator moves it,
// and how far it can be moved. The standard values leave room above the
// largest interpreters in use (CPython, Ruby) and large Go programs.
var capTable = [capCount]struct {
	name, what     string
	standard, hard int
}{
	CapModuleBytes:     {"module_bytes", "bytes of the module", 32 << 20, 256 << 20},
	CapTypes:           {"types", "function types", 1000, 100_000},
	CapParams:          {"params", "parameters of one type", 100, 1000},
	CapResults:         {"results", "results of one type", 100, 1000},
	CapImports:         {"imports", "imports", 1000, 100_000},
	CapFunctions:       {"functions", "functions", 30_000, 200_000},
	CapTables:          {"tables", "tables", 100, 1000},
	CapTableMin:        {"table_min", "entries that all tables start with", 40_000, 10_000_000},
	CapTableMax:        {"table_max", "entries that all tables may grow to", 40_000, 10_000_000},
	CapMemoryMin:       {"memory_min", "pages of 64 KiB that the memory starts with", 1024, mostPages},
	CapTags:            {"tags", "tags", 1000, 100_000},
	CapGlobals:         {"globals", "globals", 1000, 100_000},
	CapExports:         {"exports", "exports", 1000, 100_000},
	CapElementSegments: {"element_segments", "element segments", 1000, 100_000},
	CapElements:        {"elements", "entries of all element segments", 40_000, 1_000_000},
	CapBodyBytes:       {"body_bytes", "bytes of one function body", 256 << 10, 8 << 20},
	CapInstructions:    {"instructions", "instructions of one function", 120_000, 4_000_000},
	CapLocals:          {"locals", "parameters and locals of one function", 1000, 50_000},
	CapNesting:         {"nesting", "blocks inside each other", 2000, 20_000},
	// An engine that allocates registers pays for a block by its depth. One
	// function may go once as deep as nesting allows.
	CapDepth:       {"depth", "as sum of the depths of all blocks of one function", 2000 * 2001 / 2, 100_000_000},
	CapModuleDepth: {"module_depth", "as sum of the depths of all blocks of the module", 20_000_000, 1_000_000_000},
	// See [effort] and [steps]. The most that is known in use: a function of
	// CPython with a flow of 7.5 million, Go with net/http with 107 million in
	// all, and Ruby with 0.86 and 9.6 million of live, 1.1 and 7.1 million of
	// steps, 0.12 and 16.5 million of code.
	CapFlow:         {"flow", "as sum of how far behind others the branches of one function lie", 10_000_000, 1_000_000_000},
	CapModuleFlow:   {"module_flow", "as sum of how far behind others the branches of the module lie", 150_000_000, 1_000_000_000},
	CapLive:         {"live", "as sum of the blocks through which the values of one function are kept", 1_200_000, 100_000_000},
	CapModuleLive:   {"module_live", "as sum of the blocks through which the values of the module are kept", 13_000_000, 1_000_000_000},
	CapSteps:        {"steps", "thousand steps to find and merge locals and addresses of one function", 1_500_000, 100_000_000},
	CapModuleSteps:  {"module_steps", "thousand steps to find and merge locals and addresses of the module", 10_000_000, 100_000_000},
	CapCode:         {"code", "as weight of the instructions of one function", 170_000, 5_000_000},
	CapModuleCode:   {"module_code", "as weight of the instructions of the module, more in long functions", 22_000_000, 1_000_000_000},
	CapTargets:      {"targets", "targets of one br_table, or catches of one try_table", 10_000, 1_000_000},
	CapDataSegments: {"data_segments", "data segments", 100_000, 1_000_000}, // Go's linker makes up to 100,000
	CapDataBytes:    {"data_bytes", "bytes of all data segments", 24 << 20, 256 << 20},
	CapCustoms:      {"customs", "custom sections", 100, 10_000},
	CapCustomBytes:  {"custom_bytes", "bytes of all custom sections", 24 << 20, 256 << 20},
	CapNameBytes:    {"name_bytes", "bytes of one name", 1024, 64 << 10},
}

// String returns the name of a cap as a configuration spells it.
func (c Cap) String() string { return capTable[c].name }

// What says in words what a cap counts.
func (c Cap) What() string { return capTable[c].what }

// Caps is one value for each cap: caps[CapNesting] = 3000.
type Caps [capCount]int

// DefaultCaps are the caps for a module that nobody has vouched for.
func DefaultCaps() (caps Caps) {
	for c, row := range capTable {
		caps[c] = row.standard
	}
	return caps
}

// HardCaps are as far as any cap can be moved.
func HardCaps() (caps Caps) {
	for c, row := range capTable {
		caps[c] = row.hard
	}
	return caps
}

func noCaps() (caps Caps) {
	for c := range caps {
		caps[c] = math.MaxInt
	}
	return caps
}

// Set moves a cap by its name, no further than its hard bound.
func (caps *Caps) Set(name string, value int) error {
	for c, row := range capTable {
		switch {
		case row.name != name:
		case value < 0 || value > row.hard:
			return fmt.Errorf("cap %s: %d is not between 0 and %d", name, value, row.hard)
		default:
			caps[c] = value
			return nil
		}
	}
	return fmt.Errorf("cap %q is not known", name)
}

// CapError says which cap a module passes, and where.
type CapError struct {
	Cap      Cap
	Found    int // what had been counted when reading stopped; the module may hold more
	Allowed  int
	Offset   int // in bytes
	Function int // as in [Error]
}

func (e *CapError) Error() string {
	where := fmt.Sprintf("at byte %#x", e.Offset)
	if e.Function >= 0 {
		where += fmt.Sprintf(", function %d", e.Function)
	}
	return fmt.Sprintf("%s: found %d %s, cap %s allows %d", where, e.Found, e.Cap.What(), e.Cap, e.Allowed)
}

// whole is a number as a count; where an int has 32 bits, the greatest there is
// stands for whatever is greater.
func whole(n uint32) int { return int(min(uint64(n), math.MaxInt)) }

// within holds a count against a cap.
func (r *reader) within(at int, c Cap, found int) {
	if found > r.caps[c] && r.err == nil {
		r.stop(&CapError{Cap: c, Found: found, Allowed: r.caps[c], Offset: at, Function: r.function})
	}
}

// counted reads the length of a vector that a cap bounds.
func (p *parser) counted(c Cap, size int) int {
	at := p.at
	n := p.count(c.What(), size)
	if p.add(at, c, n); p.err != nil {
		return 0
	}
	return n
}

// add holds a count against a cap over the whole module.
func (p *parser) add(at int, c Cap, n int) {
	p.total[c] += n
	p.within(at, c, p.total[c])
}
