;; tries: code that calls a function that is not there
;; meets: bad module
;; detail: …function 4000000000 does not exist, there are 3
(module
  (memory (export "memory") 1)
  (func (call 4000000000))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
