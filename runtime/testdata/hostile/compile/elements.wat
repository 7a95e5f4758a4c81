;; tries: 100,000 elements
;; meets: bad module
;; detail: …found 100000 entries of all element segments, cap elements allows 40000; …
(module
  (memory (export "memory") 1)
  (elem func (@repeat 100000 0))
  (func)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
