;; tries: a look for what an earlier run has left in its memory
;; runs: 2
;; meets: ok
(module
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (local $at i32)
    (loop
      (if (i32.load (local.get $at)) (then (return (i32.const 1))))
      (i32.store (local.get $at) (i32.const 0x5ec4e7))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br_if 0 (i32.lt_u (local.get $at) (i32.const 65536))))
    (i32.const 0)))
