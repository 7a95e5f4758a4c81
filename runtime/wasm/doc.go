// Package wasm reads WebAssembly binaries, so that a module can be judged and
// rewritten before any engine compiles it. It follows the core specification,
// release 2.0 (https://www.w3.org/TR/wasm-core-2/); "spec §5.5.6" in a comment
// is a section of that document. Tail calls and exceptions in their exnref
// form, which later releases brought, are read too, because ordinary modules
// use them. Every other feature is refused by name.
//
// [Read] walks the sections and yields a [Module]: plain values, with offsets
// into the bytes it was given, so that whoever rewrites a module can keep what
// does not change as it is. A [Walker] goes through the instructions of the
// bodies. [ReadWithin] does both and holds the module to [Caps]: bounds that
// are checked before any engine spends time on the module.
//
// The bytes are hostile. No input makes this package panic, a count is held
// against the bytes that are left before anything is allocated for it, and
// nothing is accepted whose structure a validator would refuse: order of
// sections, index spaces, types of blocks, nesting. The types of operands are
// left to the engine, which validates again what it compiles.
package wasm
