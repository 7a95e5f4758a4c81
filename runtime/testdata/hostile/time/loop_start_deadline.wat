;; tries: an endless loop in the start section, with more fuel than time
;; limits: wall=50ms
;; meets: deadline
;; detail: the run took longer than its limit of 50 ms
(module
  (memory (export "memory") 1)
  (start $spin)
  (func $spin (loop (br 0)))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
