;; tries: two memories
;; meets: bad module
;; detail: …multi-memory is not supported (a second memory)
(module
  (memory (export "memory") 1)
  (memory 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
