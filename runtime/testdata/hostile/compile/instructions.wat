;; tries: 600,000 instructions in one function
;; meets: bad module
;; detail: …found 600002 bytes of one function body, cap body_bytes allows 262144; …
(module
  (memory (export "memory") 1)
  (func (@repeat 600000 nop))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
