package runtime

import (
	"fmt"
	"slices"
	"strings"

	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/sandbox"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/wasi"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// admit says why a module is no check of this ABI: everything at once, each in
// a line that the author can act on. None: it may be compiled.
func admit(m *wasm.Module) (problems []string) {
	if version := abiVersion(m); version != "" && version != "v1" {
		return []string{fmt.Sprintf("it speaks version %s of the check ABI; this host runs v1", version)}
	}
	problems = append(problems, admitExports(m)...)
	return append(problems, admitImports(m)...)
}

// abiVersion is the version that a module says it speaks, such as v1: by its
// marker, or else by the module that it imports from; empty when neither tells.
func abiVersion(m *wasm.Module) string {
	for _, e := range m.Exports {
		if version, ok := strings.CutPrefix(e.Name, "sandpiper_abi_"); ok {
			return version
		}
	}
	for _, i := range m.Imports {
		if version, ok := strings.CutPrefix(i.Module, "check/"); ok {
			return version
		}
	}
	return ""
}

func admitExports(m *wasm.Module) (problems []string) {
	if memory, ok := m.Export("memory"); !ok || memory.Kind != wasm.KindMemory {
		problems = append(problems, `it exports no memory named "memory"`)
	}
	for _, want := range []struct {
		name, signature string
		optional        bool
	}{
		{name: "check_run", signature: "() -> i32"},
		{name: abi.Marker, signature: "() -> ()"},
		{name: "_initialize", signature: "() -> ()", optional: true},
		{name: checkLoad, signature: "() -> i32", optional: true},
	} {
		export, ok := m.Export(want.name)
		switch {
		case !ok && want.optional:
		case !ok || export.Kind != wasm.KindFunction:
			problems = append(problems, fmt.Sprintf("it exports no function %s %s", want.name, want.signature))
		case signature(m.FuncType(export.Index)) != want.signature:
			problems = append(problems, fmt.Sprintf("its export %s is %s and must be %s",
				want.name, signature(m.FuncType(export.Index)), want.signature))
		}
	}
	return problems
}

// admitImports finds the imports that no world has, or has with another type.
func admitImports(m *wasm.Module) (problems []string) {
	known := known()
	var unknown []string
	for _, i := range m.Imports {
		name := i.Module + "." + i.Name
		want, ok := known[name]
		switch {
		case i.Kind != wasm.KindFunction:
			problems = append(problems, fmt.Sprintf("it imports the %v %s; only functions can be imported", i.Kind, name))
		case !ok:
			unknown = append(unknown, name)
		case signature(m.Types[i.Type]) != want:
			problems = append(problems, fmt.Sprintf("it imports %s as %s; it is %s", name, signature(m.Types[i.Type]), want))
		}
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		problems = append(problems, fmt.Sprintf("it imports what this host does not have: %s; see abi/v1/README.md for what it has",
			strings.Join(slices.Compact(unknown), ", ")))
	}
	return problems
}

// known are the signatures of all functions of the worlds, by module.name.
func known() map[string]string {
	all := map[string]string{}
	for _, world := range []sandbox.World{checkV1().sandboxed(), wasi.World()} {
		for _, f := range world.Functions {
			all[world.Module+"."+f.Name] = arrow(names(f.Params), names(f.Results))
		}
	}
	return all
}

func signature(t wasm.FuncType) string { return arrow(names(t.Params), names(t.Results)) }

func names[T fmt.Stringer](types []T) []string {
	out := make([]string, len(types))
	for i, t := range types {
		out[i] = t.String()
	}
	return out
}

// arrow writes a type as (i32 i32) -> i32.
func arrow(params, results []string) string {
	to := strings.Join(results, " ")
	if len(results) != 1 {
		to = "(" + to + ")"
	}
	return "(" + strings.Join(params, " ") + ") -> " + to
}
