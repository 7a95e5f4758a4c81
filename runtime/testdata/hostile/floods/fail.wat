;; tries: fail 100 times, with as much text as there may be
;; meets: failed
;; detail: x…x
(module
  (import "check/v1" "fail" (func $fail (param i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (local $n i32)
    (memory.fill (i32.const 0) (i32.const 120) (i32.const 65536))
    (loop
      (drop (call $fail (i32.const 0) (i32.const 65536) (i32.const 0) (i32.const 65536) (i32.const 0) (i32.const 65536)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $n) (i32.const 100))))
    (i32.const 0)))
