;; tries: a manifest of another module
;; meets: ok
(module
  (memory (export "memory") 1)
  (@custom "sandpiper.manifest" "{\"name\":\"cpu\",\"abi\":\"check/v1\"}")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
