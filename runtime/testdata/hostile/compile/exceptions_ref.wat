;; tries: an exception by its reference, which the engine does not handle safely
;; meets: bad module
;; detail: compiling: …references to exceptions (catch_ref, catch_all_ref) are not supported
(module
  (memory (export "memory") 1)
  (tag $e)
  (func (result exnref)
    (block $caught (result exnref)
      (try_table (catch_all_ref $caught) (throw $e))
      unreachable))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
