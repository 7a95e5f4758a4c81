;; tries: two exports of one name
;; meets: bad module
;; detail: …"check_run" is exported twice
(module
  (memory (export "memory") 1)
  (export "check_run" (func $f))
  (func $f (result i32) (i32.const 1))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
