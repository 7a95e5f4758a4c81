;; tries: a type of 100,000 results
;; meets: bad module
;; detail: …found 100000 results of one type, cap results allows 100; …
(module
  (memory (export "memory") 1)
  (type (func (result (@repeat 100000 v128))))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
