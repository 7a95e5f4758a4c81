METRICS = ["requests"]
