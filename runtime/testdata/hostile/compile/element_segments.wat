;; tries: 20,000 element segments
;; meets: bad module
;; detail: …found 20000 element segments, cap element_segments allows 1000; …
(module
  (memory (export "memory") 1)
  (table 1 funcref)
  (@repeat 20000 (elem func))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
