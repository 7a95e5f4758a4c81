;; tries: a manifest with the same key a million times
;; meets: ok
(module
  (memory (export "memory") 1)
  (@custom "sandpiper.manifest" "{" (@repeat 1000000 "\"name\":\"x\",") "\"abi\":\"check/v1\"}")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
