;; tries: 300 lines of log of 64 KiB
;; meets: ok
;; keeps: logs=15
;; refused: 285 over the limit of log bytes
(module
  (import "check/v1" "log" (func $log (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (local $n i32)
    (memory.fill (i32.const 0) (i32.const 120) (i32.const 65536))
    (loop
      (drop (call $log (i32.const 1) (i32.const 0) (i32.const 65536)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $n) (i32.const 300))))
    (i32.const 0)))
