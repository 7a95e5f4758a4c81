;; tries: a module of 33 MiB
;; meets: bad module
;; detail: …found 34603097 bytes of the module, cap module_bytes allows 33554432; …
(module
  (memory (export "memory") 1)
  (@custom "x" (@repeat 2162688 "0123456789abcdef"))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
