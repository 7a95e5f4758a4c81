package runtime

import (
	"fmt"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/freeze"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/sandbox"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// Report is what can be told of a module without running it.
type Report struct {
	Digest   string    `json:"digest"` // sha256:HEX
	Bytes    int       `json:"bytes"`
	ABI      string    `json:"abi"`                // such as v1; empty: none
	Manifest *Manifest `json:"manifest,omitempty"` // nil: none
	// Script is the file, where the rest is of the interpreter that runs it.
	Script *Script `json:"script,omitempty"`
	// Problems are why it cannot run as a check; none: it can.
	Problems []string `json:"problems"`
	// Warnings are what its author should change all the same.
	Warnings  []string  `json:"warnings,omitempty"`
	Imports   []Symbol  `json:"imports"`
	Exports   []Symbol  `json:"exports"`
	Memory    Pages     `json:"memory"`
	Lifecycle Lifecycle `json:"lifecycle"` // of one that can run
	Functions int       `json:"functions"`
	Sections  []Section `json:"sections"`
}

// Script is what an interpreter runs: a file, or a module that holds one.
type Script struct {
	File   string `json:"file"`   // its name, of which the extension says what runs it
	Digest string `json:"digest"` // sha256:HEX
	Bytes  int    `json:"bytes"`
}

// Symbol is an import or an export.
type Symbol struct {
	Module string `json:"module,omitempty"`
	Name   string `json:"name"`
	Kind   string `json:"kind"`
	Type   string `json:"type,omitempty"` // of a function: (i32 i32) -> i32
}

// Pages is the size of the memory in pages of 64 KiB.
type Pages struct {
	Min uint32 `json:"min"`
	Max uint32 `json:"max,omitempty"` // 0: not declared
}

// Section is a part of the file.
type Section struct {
	Name   string `json:"name"`
	Offset int    `json:"offset"`
	Bytes  int    `json:"bytes"`
}

// Inspect reads the module in a file and runs nothing of it. It fails only for
// what is not a readable module, or larger than the caps allow, which is not
// read: that they refuse one otherwise is a problem in its report. The zero value of caps: wasm.DefaultCaps().
func Inspect(path string, caps wasm.Caps) (Report, error) {
	b, err := readFile(path, orDefault(caps))
	if err != nil {
		return Report{}, err
	}
	report, err := inspect(b, orDefault(caps))
	if err != nil {
		return Report{}, fmt.Errorf("%s: %w", path, err)
	}
	return report, nil
}

// InspectWith is Inspect where scripts are checks too, as with the same
// [Options]. What it reports of a script, packed or not, is of the interpreter
// that is to run it, but for Script and a manifest that it has.
func InspectWith(path string, caps wasm.Caps, interpreters map[string]func() []byte) (Report, error) {
	b, err := readFile(path, orDefault(caps))
	if err != nil {
		return Report{}, err
	}
	script, isScript, err := scriptOf(path, b, interpreters)
	if err != nil {
		return Report{}, fmt.Errorf("%s: %w", path, err)
	}
	if !isScript {
		return Inspect(path, caps)
	}
	module := made(interpreters[extension(script.File)])
	if len(module) == 0 {
		return Report{}, fmt.Errorf("%s: %w", path, noInterpreter(extension(script.File)))
	}
	report, err := inspect(module, orDefault(caps))
	if err != nil {
		return Report{}, fmt.Errorf("%s: %w", path, err)
	}
	report.Script = &Script{File: script.File, Digest: digest(b), Bytes: len(b)}
	report.Manifest = nil
	if script.Interpreter != "" && script.Interpreter != report.Digest {
		report.Warnings = append(report.Warnings, "it was packed for another release of its interpreter, "+script.Interpreter)
	}
	if manifest, ok, err := ReadManifest(path); ok && err == nil {
		report.Manifest = &manifest
	}
	return report, nil
}

func inspect(b []byte, caps wasm.Caps) (Report, error) {
	m, err := wasm.Read(b)
	if err != nil {
		return Report{}, err
	}
	report := Report{
		Digest:    digest(b),
		Bytes:     len(b),
		ABI:       abiVersion(m),
		Problems:  append([]string{}, admit(m)...),
		Functions: len(m.Functions),
	}
	_, obstacle := freeze.Of(m)
	report.Lifecycle = lifecycleOf(m, obstacle)
	if within, err := readWithin(b, caps); err != nil {
		report.Problems = append(report.Problems, err.Error())
	} else if err := sandbox.Meterable(within); err != nil {
		report.Problems = append(report.Problems, err.Error())
	}
	if stackAboveData(m) {
		report.Warnings = append(report.Warnings,
			"its stack lies above its data, and would overwrite it before a call too deep is a fault: link it with -Wl,--stack-first")
	}
	switch manifest, ok, err := manifest(m); {
	case err != nil:
		report.Problems = append(report.Problems, err.Error())
	case ok:
		report.Manifest = &manifest
	}
	for _, i := range m.Imports {
		symbol := Symbol{Module: i.Module, Name: i.Name, Kind: i.Kind.String()}
		if i.Kind == wasm.KindFunction {
			symbol.Type = signature(m.Types[i.Type])
		}
		report.Imports = append(report.Imports, symbol)
	}
	for _, e := range m.Exports {
		symbol := Symbol{Name: e.Name, Kind: e.Kind.String()}
		if e.Kind == wasm.KindFunction {
			symbol.Type = signature(m.FuncType(e.Index))
		}
		report.Exports = append(report.Exports, symbol)
	}
	if memory, ok := m.Memory(); ok {
		report.Memory = Pages{Min: memory.Min, Max: memory.Max}
	}
	for _, s := range m.Sections {
		report.Sections = append(report.Sections, Section{Name: s.Name, Offset: s.Offset, Bytes: s.Size})
	}
	if len(report.Problems) > 0 {
		report.Lifecycle = Lifecycle{} // it has none
	}
	return report, nil
}
