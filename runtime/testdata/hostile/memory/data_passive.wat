;; tries: 8 MiB of data that no memory takes
;; meets: ok
(module
  (memory (export "memory") 1)
  (data (@repeat 1048576 "12345678"))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
