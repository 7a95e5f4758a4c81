;; tries: a memory that starts with 4 GiB
;; meets: bad module
;; detail: …found 65536 pages of 64 KiB that the memory starts with, cap memory_min allows 1024; …
(module
  (memory (export "memory") 65536)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
