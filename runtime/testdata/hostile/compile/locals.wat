;; tries: 2,000 locals that are all live
;; meets: bad module
;; detail: …found 1001 parameters and locals of one function, cap locals allows 1000; …
(module
  (memory (export "memory") 1)
  (func (local (@repeat 2000 i64)))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
