from django.apps import AppConfig


class Config(AppConfig):
    name = "madoguchi.config"
    label = "madoguchi_config"
