;; tries: 25 MiB of data
;; meets: bad module
;; detail: …found 26214400 bytes of all data segments, cap data_bytes allows 25165824; …
(module
  (memory (export "memory") 1)
  (data (@repeat 1638400 "0123456789abcdef"))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
