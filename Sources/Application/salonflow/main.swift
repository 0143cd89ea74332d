import Hummingbird
print("salonflow")
