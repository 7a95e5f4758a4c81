package runtime

import "github.com/sandpiper-checks/sandpiper/runtime/wasm"

// stackAboveData reports whether the stack that compilers of C, Rust and their
// like keep in linear memory lies above the module's data, and grows down into
// it when calls nest too deeply. Below the data it grows out of the memory,
// which is a trap. Without the names of a linker it cannot be told.
func stackAboveData(m *wasm.Module) bool {
	index, ok := m.NamedGlobal("__stack_pointer")
	if !ok || int(index) < m.ImportedGlobals() {
		return false
	}
	top := m.Globals[int(index)-m.ImportedGlobals()].Init
	if top.Op != wasm.OpI32Const {
		return false
	}
	for _, d := range m.Data {
		if d.Mode == wasm.Active && d.Offset.Op == wasm.OpI32Const && d.Offset.Value < top.Value {
			return true
		}
	}
	return false
}
