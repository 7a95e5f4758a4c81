;; tries: 1,000,000 empty functions
;; meets: bad module
;; detail: …found 1000002 functions, cap functions allows 30000; …
(module
  (memory (export "memory") 1)
  (@repeat 1000000 (func))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
