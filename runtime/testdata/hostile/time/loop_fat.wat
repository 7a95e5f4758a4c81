;; tries: an endless loop of 100,000 instructions a turn, to be seldom at its end
;; limits: wall=50ms
;; meets: deadline
;; detail: the run took longer than its limit of 50 ms
(module
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (local $n i32)
    (loop
      (@repeat 20000 (local.set $n (i32.mul (local.get $n) (i32.const 3))))
      (@repeat 5000 nop)
      (br 0))
    (i32.const 0)))
