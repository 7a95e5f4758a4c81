;; tries: a manifest of 10 MB of lists inside each other
;; meets: ok
;; inspect: reading the section sandpiper.manifest: …
(module
  (memory (export "memory") 1)
  (@custom "sandpiper.manifest" (@repeat 1000000 "[[[[[[[[[["))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
