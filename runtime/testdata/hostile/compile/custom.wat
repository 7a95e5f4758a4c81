;; tries: 25 MiB in a custom section
;; meets: bad module
;; detail: …found 26214402 bytes of all custom sections, cap custom_bytes allows 25165824; …
(module
  (memory (export "memory") 1)
  (@custom "x" (@repeat 1638400 "0123456789abcdef"))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
