;; tries: random numbers for 60 MiB, again and again
;; limits: wall=50ms
;; meets: deadline
;; detail: the run took longer than its limit of 50 ms
(module
  (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
  (memory (export "memory") 960)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (loop
      (drop (call $random (i32.const 0) (i32.const 62914560)))
      (br 0))
    (i32.const 0)))
