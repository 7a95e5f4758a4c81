;; tries: one function that calls itself twice, 60 deep: no loop, and 2^60 calls
;; limits: wall=50ms
;; meets: deadline
;; detail: the run took longer than its limit of 50 ms
(module
  (memory (export "memory") 1)
  (func $bomb (param $n i32)
    (if (local.get $n)
      (then
        (call $bomb (i32.sub (local.get $n) (i32.const 1)))
        (call $bomb (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $bomb (i32.const 60))
    (i32.const 0)))
