;; tries: 20,000 tags
;; meets: bad module
;; detail: …found 20000 tags, cap tags allows 1000; …
(module
  (memory (export "memory") 1)
  (@repeat 20000 (tag))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
