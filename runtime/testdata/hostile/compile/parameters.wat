;; tries: a function of 100,000 parameters
;; meets: bad module
;; detail: …found 100000 parameters of one type, cap params allows 100; …
(module
  (memory (export "memory") 1)
  (func (param (@repeat 100000 i64)))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
