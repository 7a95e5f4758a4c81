// Package meter rewrites a module so that it counts what it does, and hands
// over to the host when a slice of it is used up: a time limit that lives in
// the code itself, costs little, holds for every shape of program and gives the
// same count on every machine.
//
// # What is counted
//
// SPECIFICATION.md defines it to the unit. A unit of fuel is a step of at most 64
// instructions. Charged is:
//
//   - at each function's entry: 1 unit, and 1 for every 64 instructions on the
//     longest path through the function that takes no branch backwards;
//   - at each branch back to a loop's start: the same of one turn of the loop;
//   - for an instruction that works on n bytes, table entries or pages: n/64,
//     n/8 or 16 n units;
//   - for exceptions: what the engine copies.
//
// Charges come before the work that they are for, so what was charged is never
// less than what was done. In loops without calls the units gather in a local
// variable and are passed on when there are at least [Batch], from outside of
// the loop where that can be; a function with such a loop pays Batch more at its
// entry, and gets back what did not gather when it returns.
//
// # What happens
//
// The fuel is a global of the module that counts down. Below zero, the next
// branch back calls the host, which ends the guest or fills the global again.
// So does the next entry of a function that makes more than one call, or a tail
// call, that is long, has a loop, or reads memory often, for which it may wait.
// Frames of a recursion may also work when those below them have returned, which
// was charged on the way down: such functions deposit fuel when they are
// entered, and hand over when what they gave back makes it more than [Most],
// which the host sets.
//
// Entries of short functions do not call the host, because a call that may
// return there is dear. They trap when the fuel has fallen below another global,
// the limit, which is -[Reserve] unless the host sets it. Only a program falls so
// far that was made to: one whose short functions each hand on to the next,
// thousands deep and again and again, without a loop. The guest never writes the
// limit, so the host can raise it at a deadline while the guest runs.
//
// # Depth
//
// A third global counts how much of the engine's stack calls use, in units of a
// small frame. Only functions through which a recursion can pass are counted,
// each with those on the way to the next that are not; at [Depth], or
// sooner where the host sets [Deepest], the guest traps, long before the engine's own limit, which costs a hundred megabytes.
// Frames are estimated; for the worst of programs the engine's limit remains.
//
// # Tables
//
// A table without a maximum gets one: all of a module's may grow by [TableRoom]
// entries together. Beyond, table.grow gives -1.
//
// # What is refused
//
// Modules that already name what is added. Exceptions are taken as far as the
// engine handles them safely: not their references (catch_ref, catch_all_ref),
// no vectors in them, no way out of a try_table on which the engine keeps what
// it holds for it.
package meter
