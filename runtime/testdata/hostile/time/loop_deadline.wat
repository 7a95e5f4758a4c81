;; tries: an endless loop, with more fuel than time
;; limits: wall=50ms
;; meets: deadline
;; detail: the run took longer than its limit of 50 ms
(module
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (loop (br 0))
    (i32.const 0)))
